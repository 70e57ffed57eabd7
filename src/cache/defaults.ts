/** The official manifest's, so that applying a cache over an official install updates it. */
export const DEFAULT_NAME = 'node-local-dns';
export const DEFAULT_NAMESPACE = 'kube-system';
