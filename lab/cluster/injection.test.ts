import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InjectedNamespaces } from '../../src';
import { cacheOf } from '../../test/helpers';
import { POD_CASES, POOL_A } from '../fixtures/pods';
import { dnsOf, dryRun, injection, isInjected, LABEL, OPTIONS, putInForce, unplacedPod } from '../harness/injection';
import { toYaml } from '../harness/install';
import { kubectl, kubectlWith } from '../harness/kubectl';
import { until } from '../harness/process';

/** The DNS settings of a pod that only the API server's defaults have changed. */
const UNTOUCHED = { dnsPolicy: 'ClusterFirst', dnsConfig: undefined };
const told = (namespace: string) => cacheOf().podDnsConfig({ namespace, ...OPTIONS });

async function createNamespace(name: string, labels: Record<string, string> = {}) {
  await kubectlWith(
    toYaml([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]),
    'apply',
    '--server-side',
  );
  await until('its ServiceAccount is there', () => kubectl(`--namespace=${name}`, 'get', 'serviceaccount', 'default'));
}

beforeAll(async () => {
  await createNamespace('injected', { [LABEL]: 'enabled' });
  await createNamespace('plain');
  await createNamespace('refusing', { [LABEL]: 'disabled' });
  await putInForce(injection(), () => isInjected('injected'));
});
afterAll(async () => {
  await kubectl('delete', 'namespace', 'injected', 'plain', 'refusing', '--now');
  await kubectlWith(injection(), 'delete', '--ignore-not-found');
});

// The API server does not depend on the proxy mode, so these tests run in one.
describe.runIf(process.env.LAB_PROXY_MODE === 'nftables')('injection', () => {
  describe.each([
    ['all nodes', {}],
    ['pool a', POOL_A],
  ])('beside a cache of %s', (_, nodeSelector) => {
    const cache = cacheOf({ nodeSelector });
    const ofPoolB = { nodeSelector: { pool: 'b' } };

    beforeAll(async () => {
      const isOurs = async () =>
        (await isInjected('injected')) && (await isInjected('injected', ofPoolB)) === !('pool' in nodeSelector);
      await putInForce(injection({ cache }), isOurs);
    });
    afterAll(async () => {
      await kubectl('--namespace=injected', 'delete', 'pods', '--all', '--now');
      await putInForce(injection(), () => isInjected('injected', ofPoolB));
    });

    test(`what is stored of ${POD_CASES.length} different pods is what useIn writes of them`, async () => {
      const chart = new Chart(new App(), 'pods', { namespace: 'injected' });
      for (const [n, { labels, spec }] of POD_CASES.entries()) {
        new ApiObject(chart, `pod-${n}`, unplacedPod({ name: `pod-${n}`, labels }, spec));
      }
      const manifest = toYaml(Testing.synth(chart));
      const use = cache.useIn(chart, OPTIONS);
      const written = Object.fromEntries(Testing.synth(chart).map((object) => [object.metadata.name, object]));
      await kubectlWith(manifest, 'create');
      const stored = JSON.parse(await kubectl('--namespace=injected', 'get', 'pods', '--output=json')).items;

      expect(stored).toHaveLength(POD_CASES.length);
      for (const object of stored) {
        const [n, { dnsPolicy = 'ClusterFirst', dnsConfig }] = [
          object.metadata.name,
          written[object.metadata.name].spec,
        ];
        expect([n, dnsOf(object)]).toEqual([n, { dnsPolicy, dnsConfig }]);
      }
      // One has dnsPolicy None of its own.
      expect(stored.filter((object: object) => dnsOf(object).dnsPolicy === 'None')).toHaveLength(
        POD_CASES.length - use.excluded.length + 1,
      );
    });
  });

  test('a plain pod is told what podDnsConfig tells, with the namespace of the request', async () => {
    expect(await dryRun('injected')).toEqual(told('injected'));
  });

  test.each(['plain', 'refusing', 'default'])('no pod of namespace %s', async (namespace) => {
    expect(await dryRun(namespace)).toEqual(UNTOUCHED);
  });

  test('no pod of kube-system, whatever its label', async () => {
    await kubectl('label', 'namespace', 'kube-system', `${LABEL}=enabled`);
    try {
      expect(await dryRun('kube-system')).toEqual(UNTOUCHED);
    } finally {
      await kubectl('label', 'namespace', 'kube-system', `${LABEL}-`);
    }
  });

  test('a namespace that has just been made', async () => {
    await createNamespace('ephemeral', { [LABEL]: 'enabled' });
    expect(await dryRun('ephemeral')).toEqual(told('ephemeral'));
    await kubectl('delete', 'namespace', 'ephemeral', '--wait=false');
  });

  test('pods of a Deployment and of a CronJob, whose templates name no namespace', async () => {
    const { spec } = unplacedPod({});
    const template = { metadata: { labels: { app: 'web' } }, spec };
    const metadata = { name: 'web', namespace: 'injected' };
    const jobTemplate = { spec: { template: { spec: { ...spec, restartPolicy: 'Never' } } } };
    const owners = [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { selector: { matchLabels: { app: 'web' } }, template },
      },
      { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: '0 0 1 1 *', jobTemplate } },
    ];
    await kubectlWith(toYaml(owners), 'create');
    await kubectl('--namespace=injected', 'create', 'job', 'web-now', '--from=cronjob/web');

    for (const selector of ['app=web', 'job-name=web-now']) {
      const get = () => kubectl('--namespace=injected', 'get', 'pods', `--selector=${selector}`, '--output=json');
      const [made] = await until('its pod', async () => {
        const { items } = JSON.parse(await get());
        return items.length > 0 && items;
      });
      expect(dnsOf(made)).toEqual(told('injected'));
    }
  });

  test('a running pod that changes is left as it is', async () => {
    await kubectlWith(toYaml([unplacedPod({ name: 'early', namespace: 'plain' })]), 'create');
    await kubectl('label', 'namespace', 'plain', `${LABEL}=enabled`);
    await until('the label counts', () => isInjected('plain'));
    await kubectl('--namespace=plain', 'label', 'pod', 'early', 'changed=yes');

    expect(dnsOf(JSON.parse(await kubectl('--namespace=plain', 'get', 'pod', 'early', '--output=json')))).toEqual(
      UNTOUCHED,
    );
    await kubectl('label', 'namespace', 'plain', `${LABEL}-`);
  });

  test('with allBut: every namespace but those named, those labelled so, and the system', async () => {
    const manifest = injection({ namespaces: InjectedNamespaces.allBut('injected') });
    await putInForce(manifest, async () => (await isInjected('plain')) && !(await isInjected('injected')));

    expect(await dryRun('default')).toEqual(told('default'));
    expect(await dryRun('refusing')).toEqual(UNTOUCHED);
    expect(await dryRun('kube-system')).toEqual(UNTOUCHED);
  });

  const MUTATION = '/spec/mutations/0/jsonPatch/expression';
  test.each([
    ['an error in a variable', JsonPatch.replace('/spec/variables/0/expression', '[["a"][1]]')],
    [
      'a path that is not there',
      JsonPatch.replace(MUTATION, '[JSONPatch{op: "add", path: "/spec/a/b/c", value: "x"}]'),
    ],
    [
      'an error in a condition',
      JsonPatch.replace('/spec/matchConditions/0/expression', 'object.spec.containers[7].name == "x"'),
    ],
  ])('a policy with %s stops no pod', async (_, patch) => {
    await putInForce(injection(), () => isInjected('injected'));
    await putInForce(injection({}, patch), async () => !(await isInjected('injected')));

    expect(await dryRun('injected')).toEqual(UNTOUCHED);
  });

  // Only this API server's v1beta1 can be tried; releases that have no v1 are older.
  test.each(['1.34', '1.36'])(
    'the policy for Kubernetes %s does the same, and once it is deleted new pods are as before',
    async (kubernetesVersion) => {
      const manifest = injection({ kubernetesVersion });
      await putInForce(manifest, () => isInjected('injected'));
      expect(await dryRun('injected')).toEqual(told('injected'));
      await kubectlWith(manifest, 'delete');
      await until('the policy is forgotten', async () => !(await isInjected('injected')));
      expect(await dryRun('injected')).toEqual(UNTOUCHED);
    },
  );
});
