import { IPTABLES } from './iptables';
import type { Mode } from './mode';

/** As with iptables, NOTRACK comes before kube-proxy's chains. */
export const NFTABLES: Mode = { ...IPTABLES, name: 'nftables' };
