import { example, synthesized } from './install';

/** The manifests that have to pass the documents' checks in iptables and nftables mode. */
export const VARIANTS: [name: string, manifest: () => string][] = [
  ['examples/iptables', () => example('iptables')],
  ['privileged: false', () => synthesized({ privileged: false })],
];
