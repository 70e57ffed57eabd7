import { UPSTREAM_SERVERS } from './check';
import { type Directive, directive } from './tree';

/** The servers of a server block, and how the cache asks them. */
export interface ForwardSettings {
  readonly to: readonly string[];
  readonly forceTcp: boolean;
  /** Whether the image's CoreDNS can limit the attempts of a query. */
  readonly boundsAttempts: boolean;
  readonly failFast: boolean;
  /** A domain that these servers know by themselves, even while servers outside the cluster do not answer. */
  readonly ownDomain?: string;
}

/** The largest number of servers in a node's /etc/resolv.conf. */
const NODE_SERVERS = 3;

export function forward(settings: ForwardSettings): Directive {
  const { to } = settings;
  // node-cache removes force_tcp for servers of the ConfigMap kube-dns, if nothing else is in the braces.
  const asIs = settings.forceTcp && to.includes(UPSTREAM_SERVERS);
  if (settings.failFast && !asIs) return failFast(settings);
  const options = [
    ...(settings.forceTcp ? [directive('force_tcp')] : []),
    // Without a limit, servers that refuse get tens of thousands of attempts in a second.
    ...(settings.boundsAttempts && !asIs ? [attempts(Math.max(2 * numberOf(to), 3))] : []),
  ];
  return directive('forward', ['.', ...to], options.length > 0 ? options : undefined);
}

function failFast({ to, forceTcp, ownDomain }: ForwardSettings): Directive {
  // One address may have several servers behind it, as that of a Service does. So it is listed three times: three
  // health checks side by side give up no later than one, and rarely because of a single silent server.
  const listed = numberOf(to) === 1 ? [...to, ...to, ...to] : to;
  return directive(
    'forward',
    ['.', ...listed],
    [
      // An attempt by UDP takes 2 seconds. A dial by TCP takes up to 30, until some have succeeded.
      directive(forceTcp ? 'force_tcp' : 'prefer_udp'),
      // This number of attempts finds a server that answers, even with half of the servers silent.
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
