import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  KubeOvnIntegration,
  type KubeOvnIntegrationProps,
  NodeLocalDnsCache,
  ProxyMode,
  WorkloadKind,
} from '../../src';
import { readProps } from '../../src/input/reader';
import { roles } from '../../src/kube-ovn/manifests';
import { PROPS } from '../../src/kube-ovn/settings';
import { cacheOf, commandOf, commandWith } from '../helpers';

type Props = Partial<KubeOvnIntegrationProps>;

function chartOf(props: Props = {}, proxyMode = ProxyMode.IPVS): Chart {
  const chart = new Chart(new App(), 'test');
  const cache = new NodeLocalDnsCache(chart, 'nld', { proxyMode, localIp: '169.254.25.10' });
  new KubeOvnIntegration(chart, 'kube-ovn', { cache, image: 'kubeovn/kube-ovn:v1.15.0', ...props });
  return chart;
}

/** What the integration adds to the chart of a cache. */
function objectsOf(props?: Props) {
  return chartOf(props)
    .toJson()
    .filter(({ metadata }) => metadata.name.startsWith('node-local-dns-kube-ovn'));
}

const NAME = 'node-local-dns-kube-ovn';
const ofKind = (kind: string, props?: Props) => objectsOf(props).filter((object) => object.kind === kind);
const jobOf = (props?: Props) => ofKind('Job', props)[0];
const containerOf = (props?: Props) => jobOf(props).spec.template.spec.containers[0];
const environmentOf = (props?: Props) =>
  Object.fromEntries(containerOf(props).env.map(({ name, value }: Record<string, string>) => [name, value]));

const EVERYTHING: Props = {
  controller: { name: 'ovn-controller', namespace: 'ovn' },
  underlaySubnets: ['vlan100', 'vlan200'],
  restart: [
    { namespace: 'shop', name: 'web' },
    { namespace: 'shop', name: 'db', kind: WorkloadKind.STATEFUL_SET },
    { namespace: 'ovn', name: 'agent', kind: WorkloadKind.DAEMON_SET },
  ],
  revert: true,
  image: 'mirror.example.com/kube-ovn:v1.14.4',
};

describe('the Job', () => {
  test('comes after the cache and all that it needs', () => {
    const names = chartOf(EVERYTHING)
      .toJson()
      .map(({ kind }) => kind);

    expect(names.indexOf('Job')).toBe(names.length - 1);
    expect(names).toContain('DaemonSet');
  });

  test('sets what the script takes by default', () => {
    expect(environmentOf()).toEqual({
      LOCAL_IP: '169.254.25.10',
      CONTROLLER_NAMESPACE: 'kube-system',
      CONTROLLER_NAME: 'kube-ovn-controller',
      UNDERLAY_SUBNETS: '',
      RESTART: '',
      BINDING: 'node-local-dns-kube-ovn',
      BINDING_NAMESPACES: 'kube-system',
      HOME: '/tmp',
    });
  });

  test('sets what it is told', () => {
    expect(containerOf(EVERYTHING).command.at(-1)).toBe('revert');
    expect(containerOf(EVERYTHING).image).toBe('mirror.example.com/kube-ovn:v1.14.4');
    expect(environmentOf(EVERYTHING)).toEqual({
      LOCAL_IP: '169.254.25.10',
      CONTROLLER_NAMESPACE: 'ovn',
      CONTROLLER_NAME: 'ovn-controller',
      UNDERLAY_SUBNETS: 'vlan100 vlan200',
      RESTART: 'deployment/shop/web statefulset/shop/db daemonset/ovn/agent',
      BINDING: 'node-local-dns-kube-ovn',
      // That of the controller is the last one, since a second try begins there.
      BINDING_NAMESPACES: 'shop ovn',
      HOME: '/tmp',
    });
  });

  test('may do nothing on its node', () => {
    expect(containerOf().securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 65534,
      runAsGroup: 65534,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(jobOf().spec.template.spec).not.toHaveProperty('hostNetwork');
  });

  test('has the script as it is in the repository, whatever the props', () => {
    expect(commandOf(containerOf())).toEqual(commandWith('kube-ovn/kube-ovn.sh', 'apply'));
    expect(commandOf(containerOf(EVERYTHING))).toEqual(commandWith('kube-ovn/kube-ovn.sh', 'revert'));
    expect(ofKind('ConfigMap', EVERYTHING)).toEqual([]);
  });

  test('has the same name for the same values, and another one for others, since a Job cannot change', () => {
    const nameOf = (props?: Props) => jobOf(props).metadata.name;

    expect(nameOf()).toMatch(/^node-local-dns-kube-ovn-[0-9a-f]{8}$/);
    expect(nameOf()).toBe(nameOf({}));
    expect(nameOf({ revert: true })).not.toBe(nameOf());
    expect(nameOf({ image: 'kubeovn/kube-ovn:v1.14.4' })).not.toBe(nameOf());
    expect(nameOf({ underlaySubnets: ['vlan100'] })).not.toBe(nameOf());
  });
});

describe('what the Job may do', () => {
  const END = {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['rolebindings'],
    resourceNames: ['node-local-dns-kube-ovn'],
    verbs: ['delete'],
  };
  const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'node-local-dns-kube-ovn' };

  test('by default is to get and patch the controller, and to give that right back', () => {
    expect(ofKind('Role').map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual([
      [
        'kube-system',
        [
          {
            apiGroups: ['apps'],
            resources: ['deployments'],
            resourceNames: ['kube-ovn-controller'],
            verbs: ['get', 'patch'],
          },
          END,
        ],
      ],
    ]);
    expect(ofKind('ClusterRole')).toEqual([]);
    expect(ofKind('ClusterRoleBinding')).toEqual([]);
  });

  test('is bound to its own ServiceAccount, in the namespace of the controller', () => {
    const subjects = [{ kind: 'ServiceAccount', name: 'node-local-dns-kube-ovn', namespace: 'ovn' }];

    expect(ofKind('ServiceAccount', EVERYTHING)[0].metadata).toMatchObject({ name: ROLE_REF.name, namespace: 'ovn' });
    expect(jobOf(EVERYTHING).spec.template.spec.serviceAccountName).toBe(ROLE_REF.name);
    for (const binding of ofKind('RoleBinding', EVERYTHING)) {
      expect(binding).toMatchObject({ roleRef: ROLE_REF, subjects });
    }
    expect(ofKind('ClusterRoleBinding', EVERYTHING)).toMatchObject([
      { roleRef: { ...ROLE_REF, kind: 'ClusterRole' }, subjects },
    ]);
  });

  test('is one Role and its binding for each namespace', () => {
    for (const kind of ['Role', 'RoleBinding']) {
      expect(ofKind(kind, EVERYTHING).map(({ metadata }) => metadata.namespace)).toEqual(['ovn', 'shop']);
    }
  });

  test('ends with its work: each binding may be deleted by what it grants', () => {
    const ends = [...ofKind('Role', EVERYTHING), ...ofKind('ClusterRole', EVERYTHING)].map(({ rules }) => rules.at(-1));
    const { BINDING, BINDING_NAMESPACES } = environmentOf(EVERYTHING);

    expect(ends).toEqual([END, END, { ...END, resources: ['clusterrolebindings'] }]);
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const { metadata } of ofKind(kind, EVERYTHING)) expect(metadata.name).toBe(BINDING);
    }
    expect(BINDING_NAMESPACES.split(' ').sort()).toEqual(
      ofKind('RoleBinding', EVERYTHING).map(({ metadata }) => metadata.namespace),
    );
  });

  test('is nothing but to get and patch what was named, and to delete the bindings, whatever was named', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const kind = fc.constantFrom(...Object.values(WorkloadKind));
    const selector = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }) =>
      `${kind}/${namespace}/${name}`;
    const restarts = fc.uniqueArray(fc.record({ kind, namespace: name, name }), { selector, maxLength: 5 });
    const subnets = fc.uniqueArray(name, { maxLength: 3 });

    const cache = cacheOf({ proxyMode: ProxyMode.IPVS });

    fc.assert(
      fc.property(restarts, subnets, (restart, underlaySubnets) => {
        const props = { cache, restart, underlaySubnets, image: 'kubeovn/kube-ovn:v1.15.0' };
        const settings = readProps('the integration', props, PROPS);
        const granted = roles(settings).flatMap(({ role: { metadata, rules } }) =>
          rules.flatMap((rule: Record<string, string[]>) => {
            const isOfBindings = rule.apiGroups.includes(END.apiGroups[0]);
            expect(rule.verbs).toEqual(isOfBindings ? ['delete'] : ['get', 'patch']);
            return rule.resourceNames.map((item) => [rule.resources.join(), metadata?.namespace, item].join('/'));
          }),
        );
        const named = [
          'deployments/kube-system/kube-ovn-controller',
          ...restart.map(({ kind, namespace, name }) => `${kind}s/${namespace}/${name}`),
          ...underlaySubnets.map((subnet) => `subnets//${subnet}`),
          ...['kube-system', ...restart.map(({ namespace }) => namespace)].map(
            (namespace) => `rolebindings/${namespace}/${NAME}`,
          ),
          ...(underlaySubnets.length > 0 ? [`clusterrolebindings//${NAME}`] : []),
        ];

        expect(granted.sort()).toEqual([...new Set(named)].sort());
      }),
    );
  });
});

describe('wrong values', () => {
  const OBJECT_NAME = 'is not a name that Kubernetes takes; write lower-case letters, digits, - and ., at most 253';
  const NAMESPACE = 'is not a namespace; write lower-case letters, digits and -, at most 63';
  const IMAGE = 'is not an image reference; write registry/repository:tag, with @sha256:<64 hex digits> to pin it';
  const wrongs: [path: string, value: unknown, expected: string][] = [
    ['cache', 'nld', 'is no NodeLocalDnsCache; write a NodeLocalDnsCache'],
    ['cache', undefined, 'is no NodeLocalDnsCache; write a NodeLocalDnsCache'],
    ['controller', 'x', 'is not an object; write { name: ..., namespace: ... }'],
    ['controller.name', { name: 'A' }, OBJECT_NAME],
    ['controller.namespace', { namespace: 'a.b' }, NAMESPACE],
    ['controller.nmae', { nmae: 'a' }, 'there is no such prop; did you mean name?'],
    ['underlaySubnets[0]', ['a b'], OBJECT_NAME],
    ['underlaySubnets', 'vlan100', "is not a list; write ['vlan100']"],
    ['underlaySubnets', ['a', 'a'], 'has a twice; write it once'],
    [
      'restart',
      [
        { namespace: 'shop', name: 'web' },
        { namespace: 'shop', name: 'web' },
      ],
      "has { namespace: 'shop', name: 'web' } twice; write it once",
    ],
    ['restart[0]', ['web'], 'is not an object; write { namespace: ..., name: ... }'],
    ['restart[0].name', [{ namespace: 'shop' }], OBJECT_NAME],
    ['restart[0].namespace', [{ name: 'web' }], NAMESPACE],
    [
      'restart',
      [
        { namespace: 'shop', name: 'web' },
        { namespace: 'shop', name: 'web' },
      ],
      "has { namespace: 'shop', name: 'web' } twice; write it once",
    ],
    ['restart[0].king', [{ namespace: 'shop', name: 'web', king: 1 }], 'there is no such prop; did you mean kind?'],
    [
      'restart[0].kind',
      [{ namespace: 'shop', name: 'web', kind: 'pod' }],
      'is no WorkloadKind; write WorkloadKind.DEPLOYMENT or WorkloadKind.STATEFUL_SET or WorkloadKind.DAEMON_SET',
    ],
    ['revert', 'yes', 'is neither true nor false; write true or false'],
    ['image', undefined, IMAGE],
    ['image', null, IMAGE],
    [
      'image',
      'kubeovn/kube-ovn',
      'names neither a tag nor a digest, so each node may get another image; write registry/repository:tag, with @sha256:<64 hex digits> to pin it',
    ],
  ];

  test.each(wrongs)('%s: %j is refused', (path, value, expected) => {
    const synth = () => chartOf({ [path.split(/[.[]/)[0]]: value } as Props);

    expect(synth).toThrow('KubeOvnIntegration test/kube-ovn has a wrong value, nothing is emitted:');
    expect(synth).toThrow(`\n  - ${path}: got `);
    expect(synth).toThrow(`: ${expected}`);
  });

  test('a misspelt prop is refused', () => {
    expect(() => chartOf({ underlaySubnet: ['a'] } as Props)).toThrow(
      "underlaySubnet: got [ 'a' ]: there is no such prop; did you mean underlaySubnets?",
    );
  });

  test.each([ProxyMode.IPTABLES, ProxyMode.NFTABLES])('a cache with the kube-dns IP is refused: $name', (proxyMode) => {
    expect(() => chartOf({}, proxyMode)).toThrow(
      `cache: got 'proxyMode: ${proxyMode.name}': has the kube-dns IP too, which Kube-OVN answers for before a query reaches the node; ` +
        'give the cache proxyMode: ProxyMode.IPVS, whatever kube-proxy does, so that it has the local IP alone',
    );
  });

  test('are reported together', () => {
    expect(() => chartOf({ controller: { name: 'A' }, revert: 'yes' } as unknown as Props, ProxyMode.IPTABLES)).toThrow(
      /has 3 wrong values, nothing is emitted:\n {2}- controller\.name: .*\n {2}- revert: .*\n {2}- cache: .*$/,
    );
  });

  test('null is as good as none, as in other languages', () => {
    const nulls = { controller: null, underlaySubnets: null, restart: null, revert: null };

    expect(objectsOf(nulls as unknown as Props)).toEqual(objectsOf());
  });
});
