import { describe, expect, test } from 'vitest';
import { Availability, type NodeLocalDnsCacheProps, ProxyMode, UpdateStrategy } from '../../../src';
import { containerOf, flagOf, manifestsOf, podSpecOf, problemsOf } from '../../helpers';

const probesOf = (props: Parameters<typeof containerOf>[0]) => {
  const { startupProbe, readinessProbe, livenessProbe } = containerOf(props);
  return [startupProbe, readinessProbe, livenessProbe];
};

describe('the pod', () => {
  test('is on the host network, with the DNS of the node', () => {
    expect(podSpecOf()).toMatchObject({
      hostNetwork: true,
      dnsPolicy: 'Default',
      priorityClassName: 'system-node-critical',
    });
  });

  test('goes to every Linux node, whatever its taints', () => {
    expect(podSpecOf().nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(podSpecOf().tolerations).toEqual([
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { effect: 'NoExecute', operator: 'Exists' },
      { effect: 'NoSchedule', operator: 'Exists' },
    ]);
  });

  test('goes to Linux nodes only, whatever else they must be', () => {
    expect(podSpecOf({ nodeSelector: { pool: 'a' } }).nodeSelector).toEqual({ pool: 'a', 'kubernetes.io/os': 'linux' });
    expect(podSpecOf({ nodeSelector: { 'kubernetes.io/os': 'linux' } }).nodeSelector).toEqual({
      'kubernetes.io/os': 'linux',
    });
  });

  test('may tolerate nothing', () => {
    expect(podSpecOf({ tolerations: [] }).tolerations).toEqual([]);
  });

  test('has a security context of its own if it is asked for', () => {
    const podSecurityContext = { fsGroup: 1000, runAsUser: 0, runAsNonRoot: false };

    expect(podSpecOf().securityContext).toBeUndefined();
    expect(podSpecOf({ podSecurityContext }).securityContext).toEqual(podSecurityContext);
  });

  // node-cache finds the upstream Service by a variable that the kubelet sets for the Services of the namespace.
  test('gets the variables of the Services', () => {
    expect(podSpecOf().enableServiceLinks).toBeUndefined();
  });

  test('has the lock of iptables, which the kubelet creates if there is none', () => {
    expect(podSpecOf().volumes?.[0]).toEqual({
      name: 'xtables-lock',
      hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' },
    });
    expect(containerOf().volumeMounts[0]).toEqual({
      name: 'xtables-lock',
      mountPath: '/run/xtables.lock',
      readOnly: false,
    });
  });

  test('mounts the ConfigMap kube-dns if there is one, by its own name', () => {
    expect(podSpecOf({ name: 'dns-cache' }).volumes?.[2]).toEqual({
      name: 'kube-dns-config',
      configMap: { name: 'kube-dns', optional: true },
    });
    expect(containerOf().volumeMounts[2]).toEqual({ name: 'kube-dns-config', mountPath: '/etc/kube-dns' });
  });

  test('has no such volume without useKubeDnsConfigMap', () => {
    expect(JSON.stringify(podSpecOf({ useKubeDnsConfigMap: false }))).not.toContain('kube-dns-config');
  });

  // A subPath never gets a changed ConfigMap.
  test('mounts no subPath', () => {
    for (const mount of containerOf().volumeMounts) expect(mount).not.toHaveProperty('subPath');
  });

  test('is selected by a label that follows the name only', () => {
    const { spec, metadata } = manifestsOf({ name: 'dns-cache', labels: { a: 'b' }, podLabels: { c: 'd' } }).daemonSet;

    expect(spec.selector.matchLabels).toEqual({ 'k8s-app': 'dns-cache' });
    expect(spec.template.metadata.labels).toEqual({
      'cdk8s-node-local-dns/component': 'cache',
      'k8s-app': 'dns-cache',
      a: 'b',
      c: 'd',
    });
    expect(metadata.labels).toEqual({ 'k8s-app': 'dns-cache', a: 'b' });
  });

  test('has annotations of users before those of the construct', () => {
    const podAnnotations = { 'prometheus.io/scrape': 'false', 'Example.org/note': 'a: b # c' };

    expect(manifestsOf({ podAnnotations }).daemonSet.spec.template.metadata.annotations).toEqual({
      'prometheus.io/port': '9253',
      ...podAnnotations,
    });
  });
});

// What an object takes is 256 KiB of keys and values.
describe('annotations of the pod', () => {
  const OURS = 'prometheus.io/port9253prometheus.io/scrapetrue'.length;
  const LIMIT = 256 * 1024;
  const annotations = (bytes: number) => ({ a: 'x'.repeat(bytes - 1) });
  const problem = (bytes: number) =>
    `podAnnotations: got '1 annotations': make ${bytes} bytes with those of this package, and an object takes ${LIMIT}; shorten them`;

  test('may be as large as fits beside those for Prometheus, and no larger', () => {
    expect(problemsOf({ podAnnotations: annotations(LIMIT - OURS) })).toEqual([]);
    expect(problemsOf({ podAnnotations: annotations(LIMIT - OURS + 1) })).toEqual([problem(LIMIT + 1)]);
    expect(problemsOf({ podAnnotations: annotations(LIMIT) })).toEqual([problem(LIMIT + OURS)]);
  });

  test('may be larger without those', () => {
    expect(problemsOf({ prometheusAnnotations: false, podAnnotations: annotations(LIMIT) })).toEqual([]);
    expect(problemsOf({ prometheusAnnotations: false, podAnnotations: annotations(LIMIT + 1) })).toEqual([
      problem(LIMIT + 1),
    ]);
  });

  test('are weighed in bytes', () => {
    expect(problemsOf({ prometheusAnnotations: false, podAnnotations: { a: 'é'.repeat(LIMIT / 2) } })).toEqual([
      problem(LIMIT + 1),
    ]);
  });
});

describe('health', () => {
  test('has one port in the Corefile, the flag and all probes', () => {
    const props = { healthPort: 8099 };

    expect(flagOf('-health-port', props)).toBe('8099');
    expect(manifestsOf(props).configMap.data.Corefile).toContain('health 169.254.20.10:8099');
    for (const probe of probesOf(props)) {
      expect(probe.httpGet).toEqual({ host: '169.254.20.10', path: '/health', port: 8099 });
    }
  });

  test('gives a cache that hangs less time to end than one that works', () => {
    expect(containerOf().livenessProbe.terminationGracePeriodSeconds).toBe(5);
    for (const { terminationGracePeriodSeconds } of probesOf({}).slice(0, 2)) {
      expect(terminationGracePeriodSeconds).toBeUndefined();
    }
  });

  test('has no flag for the port that node-cache takes anyway', () => {
    expect(flagOf('-health-port')).toBeUndefined();
  });

  test('is asked of the local IP without brackets, which the kubelet adds', () => {
    for (const probe of probesOf({ localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a' })) {
      expect(probe.httpGet.host).toBe('fd00::10');
    }
  });
});

describe('the container', () => {
  test('is privileged by default', () => {
    expect(containerOf().securityContext).toEqual({ privileged: true });
  });

  test('has what the interface, the rules and port 53 need if it is not', () => {
    expect(containerOf({ privileged: false }).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW'] },
      // node-cache writes its Corefile.
      readOnlyRootFilesystem: false,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test.each([true, false])('has an SELinux context beside its rights, privileged: %s', (privileged) => {
    const seLinuxOptions = { user: 'system_u', type: 'dns_t' };

    expect(containerOf({ privileged, seLinuxOptions }).securityContext).toEqual({
      ...containerOf({ privileged }).securityContext,
      seLinuxOptions,
    });
  });

  test('has the variables of the user after its own', () => {
    expect(containerOf({ gogc: 200, env: { TZ: 'UTC', _B2: '' } }).env).toEqual([
      { name: 'GOGC', value: '200' },
      { name: 'TZ', value: 'UTC' },
      { name: '_B2', value: '' },
    ]);
  });

  test('has the GOMEMLIMIT of the user instead of the one that follows the memory limit', () => {
    const resources = { limits: { memory: '200Mi' } };

    expect(containerOf({ resources, env: { GOMEMLIMIT: '64MiB' } }).env).toEqual([
      { name: 'GOMEMLIMIT', value: '64MiB' },
    ]);
  });

  test('has the official requests and no limits', () => {
    expect(containerOf().resources).toEqual({ requests: { cpu: '25m', memory: '5Mi' } });
  });

  test('tells Go nothing that nobody asked for', () => {
    for (const availability of [Availability.ROLLING, Availability.FAIL_OPEN]) {
      expect(containerOf({ availability, resources: { limits: { cpu: '2' } } })).not.toHaveProperty('env');
    }
  });

  test('has Go collect harder from 90 % of a memory limit on, in bytes', () => {
    expect(containerOf({ resources: { limits: { memory: '200Mi' } } }).env).toContainEqual({
      name: 'GOMEMLIMIT',
      value: '188743680',
    });
  });

  test('has a pidfile in its own layer, so that rules come with the first answer', () => {
    expect(flagOf('-pidfile')).toBe('/tmp/node-cache.pid');
    for (const { mountPath } of containerOf().volumeMounts) expect(mountPath).not.toMatch(/^\/tmp/);
  });

  test('reads the Corefile that node-cache fills in', () => {
    expect(flagOf('-conf')).toBe('/etc/Corefile');
  });

  test("has node-cache's own interface, and one of its own under another name", () => {
    const interfaceOf = (props: NodeLocalDnsCacheProps) => flagOf('-interfacename', props) ?? 'nodelocaldns';
    expect(interfaceOf({})).toBe('nodelocaldns');
    expect(interfaceOf({ name: 'dns-v6' })).toMatch(/^nld-[0-9a-f]{8}$/);
    expect(interfaceOf({ name: 'dns-v6' })).not.toBe(interfaceOf({ name: 'dns-v6', namespace: 'dns' }));
    expect(interfaceOf({ namespace: 'dns' })).toMatch(/^nld-[0-9a-f]{8}$/);
  });

  test('has no -syncinterval, whose unit is broken', () => {
    expect(flagOf('-syncinterval')).toBeUndefined();
  });

  test('writes Booleans with =, since node-cache stops reading flags at a word', () => {
    for (const arg of containerOf().args) expect(arg).not.toMatch(/^(true|false)$/);
  });

  test('joins the addresses without a space, which node-cache refuses', () => {
    expect(flagOf('-localip')).toBe('169.254.20.10,10.96.0.10');
    expect(flagOf('-localip', { proxyMode: ProxyMode.IPVS })).toBe('169.254.20.10');
  });

  test('says the port of the set-up metrics where it is not the usual one', () => {
    expect(flagOf('-metrics-listen-address')).toBeUndefined();
    expect(flagOf('-metrics-listen-address', { setupMetricsPort: 9354 })).toBe(':9354');
  });
});

describe('the update', () => {
  // With declared ports, a surge pod would never find a node whose ports are free.
  test('takes nodes out of service rather than surging', () => {
    expect(manifestsOf().daemonSet.spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: '10%' },
    });
  });

  test.each([
    ['1', 1],
    ['99999', 99999],
    ['100%', '100%'],
  ])('takes %s', (text, expected) => {
    const updateStrategy = UpdateStrategy.rolling(text);

    expect(manifestsOf({ updateStrategy }).daemonSet.spec.updateStrategy.rollingUpdate.maxUnavailable).toBe(expected);
  });

  test.each(['0', '0%', '101%', '10.5%', '-1', ' 1', '', 'a', 1 as unknown as string])('refuses %j', (text) => {
    expect(() => manifestsOf({ updateStrategy: UpdateStrategy.rolling(text) })).toThrow('maxUnavailable is neither');
  });

  test('may wait for the pod to be deleted', () => {
    expect(manifestsOf({ updateStrategy: UpdateStrategy.onDelete() }).daemonSet.spec.updateStrategy).toEqual({
      type: 'OnDelete',
    });
  });
});
