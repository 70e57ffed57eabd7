import { dirname } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { afterAll, beforeAll, describe as describeAlways, expect, test } from 'vitest';
import { KubeOvnIntegration, type KubeOvnIntegrationProps, NodeLocalDnsCache, ProxyMode } from '../../src';
import { CONTROLLER_ARGS, deployment, SUBNET_CRD, subnet } from '../fixtures/kube-ovn';
import { IMAGES } from '../harness/images';
import { toYaml } from '../harness/install';
import { kubectl, kubectlWith, tryKubectl } from '../harness/kubectl';
import { KUBECONFIG } from '../harness/pki';
import { sh, until } from '../harness/process';
import { program } from '../harness/programs';

// The API server does not depend on the proxy mode, so these tests run in one.

const describe = describeAlways.runIf(process.env.LAB_PROXY_MODE === 'iptables');

const CONTROLLER = ['--namespace=kube-system', 'deployment', 'kube-ovn-controller'];
const WEB = ['--namespace=shop', 'deployment', 'web'];
const LOCAL_IP = '169.254.20.10';
const FLAG = `--node-local-dns-ip=${LOCAL_IP}`;
const NAME = 'node-local-dns-kube-ovn';
const AS = `--as=system:serviceaccount:kube-system:${NAME}`;
const SUBNETS = {
  'u2o-unset': {},
  'u2o-off': { u2oInterconnection: false },
  'u2o-on': { u2oInterconnection: true },
};
const OTHER_SUBNET = 'overlay';

// biome-ignore lint/suspicious/noExplicitAny: as objectsOf
async function get(...what: string[]): Promise<any> {
  return JSON.parse(await kubectl('get', ...what, '--output=json'));
}
const argsOf = async () => (await get(...CONTROLLER)).spec.template.spec.containers[0].args;
const specsOf = async () =>
  Object.fromEntries((await get('subnets.kubeovn.io')).items.map((item: Named) => [item.metadata.name, item.spec]));
interface Named {
  metadata: { name: string };
  spec: object;
}

/** The objects of Kube-OVN and of the user, without the fields that change by themselves. */
async function state() {
  const objects = [await get(...CONTROLLER), await get(...WEB), ...(await get('subnets.kubeovn.io')).items];
  return objects.map(({ metadata: { name, generation, annotations }, spec }) => ({
    name,
    generation,
    annotations,
    spec,
  }));
}

function integration(more: Partial<KubeOvnIntegrationProps> = {}): { kind: string }[] {
  const chart = new Chart(new App(), 'test');
  const cache = new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS, localIp: LOCAL_IP });
  new KubeOvnIntegration(chart, 'kube-ovn', {
    cache,
    underlaySubnets: Object.keys(SUBNETS),
    restart: [{ namespace: 'shop', name: 'web' }],
    image: IMAGES.kubectl,
    ...more,
  });
  return Testing.synth(chart).filter(({ metadata }) => metadata.name.startsWith(NAME));
}

/** Applies the objects, waits for their Job, and deletes it as Kubernetes does after its hour. */
async function run(objects: object[]) {
  await kubectlWith(toYaml(objects), 'apply', '--server-side');
  const job = ['--namespace=kube-system', 'jobs', '--output=jsonpath={.items[*].status.conditions[*].type}'];
  const ended = await until(
    'the Job has ended',
    async () => /Complete|Failed/.exec(await kubectl('get', ...job))?.[0],
    { seconds: 60 },
  );
  const logs = sh('sh', ['-c', 'cat /var/log/pods/kube-system_node-local-dns-kube-ovn-*/*/*.log']);
  await kubectl('--namespace=kube-system', 'delete', 'jobs', '--all', '--cascade=foreground');
  if (ended !== 'Complete') throw new Error(`the Job failed:\n${logs}`);
}

/** Creates the controller as Kube-OVN's tool does. `apply` would keep a copy of all arguments in an annotation. */
async function recreateController(args: readonly string[]) {
  await kubectl('delete', ...CONTROLLER, '--ignore-not-found', '--cascade=foreground');
  await kubectlWith(toYaml([deployment('kube-system', 'kube-ovn-controller', args)]), 'create');
}

beforeAll(async () => {
  await kubectlWith(toYaml([SUBNET_CRD]), 'apply', '--server-side');
  await kubectl('wait', '--for=condition=Established', 'crd/subnets.kubeovn.io');
  const subnets = Object.entries({ ...SUBNETS, [OTHER_SUBNET]: {} });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  await kubectlWith(
    toYaml([
      ...subnets.map(([name, u2o]) => subnet(name, { cidrBlock: '10.16.0.0/16', ...u2o })),
      namespace,
      deployment('shop', 'web'),
    ]),
    'create',
  );
  await kubectl('--namespace=shop', 'rollout', 'status', 'deployment/web', '--timeout=60s');
});

afterAll(async () => {
  await kubectl('delete', ...CONTROLLER, '--ignore-not-found');
  await kubectlWith(toYaml(integration()), 'delete', '--ignore-not-found');
  await kubectl('delete', 'namespace', 'shop');
  await kubectlWith(toYaml([SUBNET_CRD]), 'delete');
});

describe.each([
  ["without the flag, as in Kube-OVN's documents", CONTROLLER_ARGS, [...CONTROLLER_ARGS, FLAG]],
  [
    "with an empty one, as Kube-OVN's chart has it",
    [...CONTROLLER_ARGS, '--node-local-dns-ip=', '--enable-np=true'],
    [...CONTROLLER_ARGS, FLAG, '--enable-np=true'],
  ],
  ['with another address', ['--node-local-dns-ip=192.0.2.1', ...CONTROLLER_ARGS], [FLAG, ...CONTROLLER_ARGS]],
])('Kube-OVN, a controller %s', (_, before, after) => {
  let original: Awaited<ReturnType<typeof specsOf>>;
  beforeAll(async () => {
    await recreateController(before);
    original = await specsOf();
    await run(integration());
  });

  test('gets the local IP and keeps every other argument', async () => {
    expect(await argsOf()).toEqual(after);
  });

  test('has U2O on the Subnets that were named, and on no other', async () => {
    const on = { cidrBlock: '10.16.0.0/16', u2oInterconnection: true };
    expect(await specsOf()).toEqual({
      'u2o-unset': on,
      'u2o-off': on,
      'u2o-on': on,
      [OTHER_SUBNET]: original[OTHER_SUBNET],
    });
  });

  test('is followed by new pods of the workloads', async () => {
    const { metadata } = (await get(...WEB)).spec.template;
    expect(metadata.annotations).toEqual({
      'cdk8s-node-local-dns/restarted-for': `${LOCAL_IP} u2o-unset u2o-off u2o-on`,
    });
  });

  test('is not touched by a second run', async () => {
    const first = await state();
    await run(integration());
    expect(await state()).toEqual(first);
  });

  test('is as before after revert, and after another one', async () => {
    const applied = await get(...WEB);
    for (let i = 0; i < 2; i++) {
      await run(integration({ revert: true }));
      expect(await argsOf()).toEqual(before);
      expect(await specsOf()).toEqual(original);
      const [controller, web, ...subnets] = await state();
      expect(controller.annotations).not.toHaveProperty('cdk8s-node-local-dns/replaced');
      expect(subnets.map(({ annotations }) => annotations ?? {})).toEqual(subnets.map(() => ({})));
      expect(web.spec.template.metadata.annotations).toBeUndefined();
      expect(web.generation).toBe(applied.metadata.generation + 1);
    }
  });
});

const can = async (...what: string[]) =>
  /^(yes|no)$/m.exec((await tryKubectl('auth', 'can-i', AS, ...what)).output)?.[0];

/** What the Job needs, each with its namespace. */
const NEEDED = [
  ['get', 'deployments/kube-ovn-controller', 'kube-system'],
  ['patch', 'deployments/kube-ovn-controller', 'kube-system'],
  ['patch', 'deployments/web', 'shop'],
  ['patch', 'subnets.kubeovn.io/u2o-on', 'kube-system'],
  ['delete', `rolebindings/${NAME}`, 'kube-system'],
  ['delete', `rolebindings/${NAME}`, 'shop'],
  ['delete', `clusterrolebindings/${NAME}`, 'kube-system'],
];

describe('Kube-OVN, the ServiceAccount', () => {
  // Without the Job, which would give the rights back.
  beforeAll(() => kubectlWith(toYaml(integration().filter(({ kind }) => kind !== 'Job')), 'apply', '--server-side'));

  test.each(NEEDED)('may %s %s in %s', async (verb, what, namespace) => {
    expect(await can(verb, what, `--namespace=${namespace}`)).toBe('yes');
  });

  test.each([
    ['patch', 'deployments/coredns', 'kube-system'],
    ['patch', 'deployments', 'kube-system'],
    ['list', 'deployments', 'kube-system'],
    ['delete', 'deployments/kube-ovn-controller', 'kube-system'],
    ['update', 'deployments/kube-ovn-controller', 'kube-system'],
    ['patch', 'deployments/kube-ovn-controller', 'shop'],
    ['patch', 'daemonsets/kube-ovn-controller', 'kube-system'],
    ['patch', `subnets.kubeovn.io/${OTHER_SUBNET}`, 'kube-system'],
    ['delete', 'rolebindings/other', 'kube-system'],
    ['delete', 'rolebindings', 'shop'],
    ['patch', `rolebindings/${NAME}`, 'kube-system'],
    ['delete', 'clusterrolebindings/cluster-admin', 'kube-system'],
    ['create', 'pods', 'kube-system'],
    ['get', 'secrets', 'kube-system'],
  ])('may not %s %s in %s', async (verb, what, namespace) => {
    expect(await can(verb, what, `--namespace=${namespace}`)).toBe('no');
  });

  test('is refused by the API server for another Deployment', async () => {
    const patch = ['patch', 'deployment', 'coredns', '--type=merge', '--patch={"spec":{"replicas":0}}'];
    const { ok, output } = await tryKubectl(AS, '--namespace=kube-system', ...patch);

    expect(ok).toBe(false);
    expect(output).toContain('forbidden');
  });
});

describe.each([
  ['apply', {}],
  ['revert', { revert: true }],
])('Kube-OVN, after %s', (_, props) => {
  beforeAll(async () => {
    await recreateController(CONTROLLER_ARGS);
    await run(integration(props));
  });

  test.each(NEEDED)('nobody may %s %s in %s any more by the ServiceAccount', async (verb, what, namespace) => {
    expect(await can(verb, what, `--namespace=${namespace}`)).toBe('no');
  });

  test('no binding is left', async () => {
    for (const kind of ['rolebindings', 'clusterrolebindings']) {
      const names = (await get(kind, '--all-namespaces')).items.map(({ metadata }: Named) => metadata.name);
      expect(names.length).toBeGreaterThan(0);
      expect(names).not.toContain(NAME);
    }
  });
});

describe('Kube-OVN, the script by itself', () => {
  const script = async (command: string, more: NodeJS.ProcessEnv = {}) =>
    sh('sh', ['src/kube-ovn/kube-ovn.sh', command], {
      env: {
        PATH: `${dirname(await program('kubectl'))}:${process.env.PATH}`,
        KUBECONFIG,
        LOCAL_IP,
        CONTROLLER_NAMESPACE: 'kube-system',
        CONTROLLER_NAME: 'kube-ovn-controller',
        UNDERLAY_SUBNETS: '',
        RESTART: '',
        BINDING: NAME,
        BINDING_NAMESPACES: 'kube-system',
        ...more,
      },
    });
  const setArgs = (args: string[]) =>
    kubectl(
      ...CONTROLLER.slice(0, 1),
      'patch',
      ...CONTROLLER.slice(1),
      '--type=json',
      `--patch=${JSON.stringify([{ op: 'replace', path: '/spec/template/spec/containers/0/args', value: args }])}`,
    );
  beforeAll(async () => {
    await recreateController(CONTROLLER_ARGS);
    await kubectl(...CONTROLLER.slice(0, 1), 'scale', ...CONTROLLER.slice(1), '--replicas=0');
  });

  test('keeps whatever arguments there are, and puts back what it replaced', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('a\nargument 0 "b"'), fc.ipV4());
    const flag = fc.option(fc.ipV4().map((ip) => `--node-local-dns-ip=${ip}`));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), flag, fc.nat(5), async (others, old, at) => {
        const args = old === null ? others : [...others.slice(0, at), old, ...others.slice(at)];
        await setArgs(args);
        await script('apply');
        expect(await argsOf()).toEqual(old === null ? [...args, FLAG] : args.map((arg) => (arg === old ? FLAG : arg)));
        await script('revert');
        expect(await argsOf()).toEqual(args);
      }),
      { numRuns: 10 },
    );
  });

  test("leaves another's later change alone", async () => {
    await setArgs(CONTROLLER_ARGS);
    await script('apply');
    const theirs = [...CONTROLLER_ARGS, '--node-local-dns-ip=192.0.2.9'];
    await setArgs(theirs);
    await script('revert');
    expect(await argsOf()).toEqual(theirs);
  });

  test.each([
    ['two arguments', ['--node-local-dns-ip', '192.0.2.1'], 'are two arguments of kube-ovn-controller'],
    ['a flag that is there twice', ['--node-local-dns-ip=', '--node-local-dns-ip='], 'is there twice'],
  ])('changes nothing at %s', async (__, args, message) => {
    await setArgs(args);
    await expect(script('apply')).rejects.toThrow(message);
    expect(await argsOf()).toEqual(args);
  });

  test.each(['BINDING', 'BINDING_NAMESPACES'])(
    'changes nothing without %s, since its rights would stay',
    async (name) => {
      await setArgs(CONTROLLER_ARGS);
      await expect(script('apply', { [name]: '' })).rejects.toThrow(`${name}: is not set`);
      expect(await argsOf()).toEqual(CONTROLLER_ARGS);
    },
  );

  test('changes nothing where the controller is not there', async () => {
    await kubectl('patch', 'subnet', 'u2o-off', '--type=merge', '--patch={"spec":{"u2oInterconnection":false}}');
    await expect(script('apply', { CONTROLLER_NAME: 'nobody', UNDERLAY_SUBNETS: 'u2o-off' })).rejects.toThrow(
      'not found',
    );
    expect((await specsOf())['u2o-off']).toHaveProperty('u2oInterconnection', false);
  });
});
