import { describe, expect, test } from 'vitest';
import { Availability, ProxyMode, UpdateStrategy } from '../../src';
import { cacheOf, containerOf, corefileOf, flagOf, manifestsOf, podSpecOf, problemsOf } from '../helpers';

describe('rolling', () => {
  const availability = Availability.ROLLING;

  test('is its name', () => {
    expect([availability.name, availability.failsOpen]).toEqual(['rolling', false]);
  });

  test('leaves the rules to node-cache, the only container, which takes them away when it ends', () => {
    expect(containerOf({ availability }).args.join(' ')).not.toMatch(/setupiptables|skipteardown/);
    expect(containerOf({ availability })).not.toHaveProperty('lifecycle');
    expect(podSpecOf({ availability }).containers).toHaveLength(1);
    expect(podSpecOf({ availability })).not.toHaveProperty('initContainers');
    expect(manifestsOf({ availability }).configMap.data).not.toHaveProperty('fail-open.sh');
  });
});

describe('fail-open', () => {
  const availability = Availability.FAIL_OPEN;

  test('is the default', () => {
    expect(manifestsOf()).toEqual(manifestsOf({ availability }));
  });

  test('is its name', () => {
    expect([availability.name, availability.failsOpen]).toEqual(['fail-open', true]);
  });

  test('takes the rules from node-cache, and leaves it its interface', () => {
    expect(containerOf({ availability }).args).toContain('-setupiptables=false');
    for (const flag of ['setupinterface', 'skipteardown']) {
      expect(containerOf({ availability }).args.join(' ')).not.toContain(flag);
    }
  });

  test.each([ProxyMode.IPTABLES, ProxyMode.NFTABLES, ProxyMode.IPVS])(
    'serves the same Corefile in mode $name',
    (proxyMode) => {
      expect(corefileOf({ availability, proxyMode })).toEqual(
        corefileOf({ availability: Availability.ROLLING, proxyMode }),
      );
    },
  );
});

describe.each([Availability.SURGE, Availability.REDUNDANT])('$name', (availability) => {
  const { name } = availability;

  test('fails open, with the containers of the rules', () => {
    expect(availability.failsOpen).toBe(true);
    expect(containerOf({ availability }).args).toContain('-setupiptables=false');
    expect(podSpecOf({ availability }).initContainers).toHaveLength(1);
  });

  test('starts the next cache before it stops the last one, on a tenth of the nodes at a time', () => {
    const { updateStrategy } = manifestsOf({ availability }).daemonSet.spec;

    expect(updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '10%', maxUnavailable: 0 } });
    expect(containerOf({ availability }).readinessProbe).toMatchObject({ periodSeconds: 5, successThreshold: 2 });
  });

  // A declared port is one of the node, and the next cache would find no node that has it free.
  test('declares no ports', () => {
    for (const container of podSpecOf({ availability }).containers) expect(container).not.toHaveProperty('ports');
  });

  test('leaves the interface to the next cache', () => {
    expect(containerOf({ availability }).args).toContain('-skipteardown=true');
  });

  test('has another interface than the cache of another availability, which it may take over from', () => {
    const interfaceOf = (props: Parameters<typeof flagOf>[1]) => flagOf('-interfacename', props);

    expect(interfaceOf({ availability })).toMatch(/^nld-[0-9a-f]{8}$/);
    expect(interfaceOf({ availability, name: 'dns' })).not.toBe(interfaceOf({ name: 'dns' }));
  });

  test('takes its own word for its start, since the last cache answers on the same health port', () => {
    const { startupProbe, readinessProbe } = containerOf({ availability });

    expect(startupProbe.exec).toEqual({ command: ['cat', flagOf('-pidfile', { availability })] });
    expect(startupProbe).not.toHaveProperty('httpGet');
    expect(readinessProbe.httpGet.port).toBe(8080);
  });

  test('lets each cache have a free port for the metrics of its set-up, which the last one cannot have taken', () => {
    expect(flagOf('-metrics-listen-address', { availability })).toBe('127.0.0.1:0');
  });

  test('contradicts an update strategy', () => {
    expect(problemsOf({ availability, updateStrategy: UpdateStrategy.onDelete() })).toEqual([
      `updateStrategy: got 'OnDelete': contradicts the availability ${name}, whose new pod serves before the ` +
        'old one stops; leave it out, or use Availability.FAIL_OPEN',
    ]);
  });

  test('contradicts a port of the set-up metrics', () => {
    expect(problemsOf({ availability, setupMetricsPort: 9353 })).toEqual([
      `setupMetricsPort: got 9353: would be that of the old and the new cache, which overlap with the availability ${name}; ` +
        'leave it out, or use Availability.FAIL_OPEN; metricsPort shows the same',
    ]);
  });
});

describe('surge', () => {
  test('has one cache on each node', () => {
    expect(cacheOf({ availability: Availability.SURGE }).second).toBeUndefined();
  });
});

describe('redundant', () => {
  const availability = Availability.REDUNDANT;
  const secondOf = (props = {}) => {
    const { configMap, daemonSet, metricsService } = cacheOf({ availability, ...props }).second ?? {};
    return {
      configMap: configMap?.toJson(),
      daemonSet: daemonSet?.toJson(),
      metricsService: metricsService?.toJson(),
    };
  };
  const { configMap, daemonSet, metricsService } = secondOf();
  const podSpec = daemonSet.spec.template.spec;
  const [nodeCache] = podSpec.containers;

  test('has a second cache of another name, which selects its own pods', () => {
    for (const { metadata } of [configMap, daemonSet, metricsService]) expect(metadata.name).toBe('node-local-dns-b');
    const labels = { 'k8s-app': 'node-local-dns-b' };
    expect(daemonSet.spec.selector.matchLabels).toEqual(labels);
    expect(daemonSet.spec.template.metadata.labels).toEqual({ ...labels, 'cdk8s-node-local-dns/component': 'cache' });
    expect(metricsService.spec.selector).toEqual(labels);
  });

  test('has the ports next to those of the first', () => {
    expect(configMap.data.Corefile).toContain('health 169.254.20.10:8081\n');
    expect(configMap.data.Corefile).toContain('prometheus :9254\n');
    expect(nodeCache.args.join(' ')).toContain('-health-port 8081');
    expect(nodeCache.readinessProbe.httpGet.port).toBe(8081);
    expect(nodeCache.livenessProbe.httpGet.port).toBe(8081);
    expect(metricsService.spec.ports[0]).toMatchObject({ port: 9254, targetPort: 9254 });
  });

  test('serves what the first serves', () => {
    const served = (text: string) => text.replaceAll(/(prometheus|health) .*/g, '$1');

    expect(served(configMap.data.Corefile)).toBe(served(cacheOf({ availability }).corefile));
  });

  test('mounts its own ConfigMap, and has the account of the first', () => {
    expect(podSpec.volumes.flatMap(({ configMap }: { configMap?: { name: string } }) => configMap?.name ?? [])).toEqual(
      ['node-local-dns-b', 'kube-dns'],
    );
    expect(podSpec.serviceAccountName).toBe('node-local-dns');
  });

  // The rules of a pod are known by their cache's interface.
  test('has an interface of its own', () => {
    expect(nodeCache.args[nodeCache.args.indexOf('-interfacename') + 1]).not.toBe(
      flagOf('-interfacename', { availability }),
    );
  });

  test('is created after what its pods need', () => {
    const { second, serviceAccount, upstreamService } = cacheOf({ availability });

    expect(second?.daemonSet.node.dependencies).toEqual(
      expect.arrayContaining([serviceAccount, upstreamService, second?.configMap]),
    );
  });
});
