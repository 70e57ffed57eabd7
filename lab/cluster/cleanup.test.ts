import { readFileSync, writeFileSync } from 'node:fs';
import { App, Chart, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Availability, KubeletPatch, NodeLocalDnsCleanup, ProxyMode } from '../../src';
import { links } from '../drills/caches';
import { KUBE_DNS, LOCAL_DNS } from '../harness/addresses';
import { apply, install, synthesized, toYaml } from '../harness/install';
import { field, kubectl, kubectlWith } from '../harness/kubectl';
import { KUBELET_CONFIGURATION } from '../harness/node';
import { PATIENCE, sh } from '../harness/process';

const SYSTEM = '--namespace=kube-system';
const DAEMON_SET = 'daemonset/node-local-dns-cleanup';

function cleanup(props = {}): string {
  const chart = new Chart(new App(), 'cleanup');
  new NodeLocalDnsCleanup(chart, 'cleanup', props);
  return toYaml(Testing.synth(chart));
}

async function clean(props = {}) {
  await apply(cleanup(props));
  await kubectl(SYSTEM, 'rollout', 'status', DAEMON_SET, `--timeout=${100 * PATIENCE}s`);
}

const said = (container: string) => kubectl(SYSTEM, 'logs', DAEMON_SET, '--container', container);
const restarts = () => readFileSync('/run/lab/kubelet.pid', 'utf8');

/** Every rule of every cache, of both backends. */
function rules(): string[] {
  return ['legacy', 'nft'].flatMap((backend) =>
    ['iptables', 'ip6tables'].flatMap((program) =>
      ['raw', 'filter', 'nat'].flatMap((table) =>
        sh(`/usr/lib/iptables-${backend}/${program}`, ['-t', table, '-S'])
          .split('\n')
          .filter((rule) => /NodeLocal DNS Cache|node-local-dns fail-open/.test(rule)),
      ),
    ),
  );
}

// The cleanup does not depend on the proxy mode, so it runs in one.
describe.runIf(process.env.LAB_PROXY_MODE === 'nftables').each([Availability.FAIL_OPEN, Availability.SURGE])(
  'the cleanup after a cache that is $name',
  (availability) => {
    const manifest = (kubelet?: KubeletPatch) => synthesized({ proxyMode: ProxyMode.IPVS, availability, kubelet });
    let given: string;
    let original: string;

    beforeAll(async () => {
      given = readFileSync(KUBELET_CONFIGURATION, 'utf8');
      original = given.replace(LOCAL_DNS, KUBE_DNS);
      writeFileSync(KUBELET_CONFIGURATION, original);
      sh('systemctl', ['restart', 'kubelet']);
      await install(manifest(KubeletPatch.configFile()));
      expect(readFileSync(KUBELET_CONFIGURATION, 'utf8')).toContain(LOCAL_DNS);
    });
    afterAll(async () => {
      await kubectlWith(cleanup(), 'delete', '--ignore-not-found', '--wait');
      writeFileSync(KUBELET_CONFIGURATION, given);
      sh('systemctl', ['restart', 'kubelet']);
    });

    test('puts back the kubelet alone, beside a cache that serves on', async () => {
      await install(manifest());
      const before = rules();
      await clean({ kubeletsOnly: true });
      expect(readFileSync(KUBELET_CONFIGURATION, 'utf8')).toBe(original);
      expect(await said('kubelet')).toContain(`${KUBELET_CONFIGURATION} is as without the cache`);
      expect([rules(), before.length > 0, links().length]).toEqual([before, true, 1]);
    });

    test('waits for the cache to be gone', async () => {
      await install(manifest(KubeletPatch.configFile()));
      await apply(cleanup());
      const pod = () =>
        field(
          '.items[*].status.conditions[?(@.type=="PodScheduled")].reason',
          SYSTEM,
          'pods',
          '-l',
          'k8s-app=node-local-dns-cleanup',
        );
      await expect.poll(pod, { timeout: 60_000 * PATIENCE }).toBe('Unschedulable');
      expect([rules().length > 0, links().length]).toEqual([true, 1]);
    });

    test('leaves no rule, no interface and nothing of the patch', async () => {
      await kubectlWith(manifest(), 'delete', '--wait');
      await clean();
      expect([rules(), links(), readFileSync(KUBELET_CONFIGURATION, 'utf8')]).toEqual([[], [], original]);
      expect(sh('sh', ['-c', 'ls -d /var/lib/node-local-dns /var/lib/kubelet/config.yaml* 2> /dev/null || :'])).toBe(
        `${KUBELET_CONFIGURATION}\n`,
      );
      expect(await said('rules')).toContain('removed from nat: -A PREROUTING');
    });

    test('changes nothing the second time', async () => {
      const before = restarts();
      await kubectlWith(cleanup(), 'delete', '--wait');
      await clean();
      expect(await said('kubelet')).toContain('never patched');
      expect([rules(), links(), restarts()]).toEqual([[], [], before]);
    });
  },
);
