/** The official manifest has this name, so a cache that is applied over an official install updates it. */
export const DEFAULT_NAME = 'node-local-dns';
export const DEFAULT_NAMESPACE = 'kube-system';
