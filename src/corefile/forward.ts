import { UPSTREAM_SERVERS } from './check';
import { type Directive, directive } from './tree';

/** Who answers the queries of a server block, and how they are asked. */
export interface ForwardSettings {
  readonly to: readonly string[];
  readonly forceTcp: boolean;
  /** Whether the image's CoreDNS can bound the attempts of a query. */
  readonly boundsAttempts: boolean;
  readonly failFast: boolean;
  /** The domain that these servers know by themselves, whether or not the servers outside answer. */
  readonly ownDomain?: string;
}

/** The most that a node's /etc/resolv.conf names. */
const NODE_SERVERS = 3;

export function forward(settings: ForwardSettings): Directive {
  const { to } = settings;
  // node-cache takes force_tcp out for servers of the ConfigMap kube-dns, if nothing else is in the braces.
  const asIs = settings.forceTcp && to.includes(UPSTREAM_SERVERS);
  if (settings.failFast && !asIs) return failFast(settings);
  const options = [
    ...(settings.forceTcp ? [directive('force_tcp')] : []),
    // Without a bound, servers that refuse get tens of thousands of attempts in a second.
    ...(settings.boundsAttempts && !asIs ? [attempts(Math.max(2 * numberOf(to), 3))] : []),
  ];
  return directive('forward', ['.', ...to], options.length > 0 ? options : undefined);
}

function failFast({ to, forceTcp, ownDomain }: ForwardSettings): Directive {
  // One address may stand for several servers, as a Service's does. Three health checks side by side then give up
  // no later than one, and rarely because of one silent server behind it.
  const listed = numberOf(to) === 1 ? [...to, ...to, ...to] : to;
  return directive(
    'forward',
    ['.', ...listed],
    [
      // An attempt by UDP takes 2 seconds. A dial by TCP takes up to 30, until some have succeeded.
      directive(forceTcp ? 'force_tcp' : 'prefer_udp'),
      // So many find a server that answers while half of them do not.
      attempts(Math.floor(numberOf(to) / 2) + 1),
      directive('max_fails', ['1']),
      directive('health_check', ['100ms', ...(ownDomain ? ['no_rec', 'domain', ownDomain] : [])]),
      directive('failfast_all_unhealthy_upstreams'),
    ],
  );
}

function attempts(number: number): Directive {
  return directive('max_connect_attempts', [`${number}`]);
}

function numberOf(servers: readonly string[]): number {
  return servers.includes(UPSTREAM_SERVERS) ? NODE_SERVERS : servers.length;
}
