import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Availability, type KubeletConfigFileOptions, KubeletPatch, ProxyMode } from '../../src';
import { KUBE_DNS, LOCAL_DNS, NODE_NAME } from '../harness/addresses';
import { apply, install, remove, synthesized } from '../harness/install';
import { field, kubectl } from '../harness/kubectl';
import { KUBELET_CONFIGURATION, KUBELET_DROP_INS, KUBELET_ENVIRONMENT } from '../harness/node';
import { ClientPod } from '../harness/pods';
import { LOGS, PATIENCE, sh, until } from '../harness/process';
import { record } from '../harness/report';

const SYSTEM = '--namespace=kube-system';
const now = () => readFileSync(KUBELET_CONFIGURATION, 'utf8');
/** The output of a command in a pod, tried again while the kubelet restarts. */
const said = (pod: ClientPod, expected: RegExp, ...command: string[]) =>
  until(`${pod.name} says ${expected}`, async () => {
    const output = await pod.run(...command);
    return expected.test(output) ? output : undefined;
  });
const nameservers = async (pod: ClientPod) =>
  [...(await said(pod, /^nameserver/m, 'cat', '/etc/resolv.conf')).matchAll(/^nameserver (\S+)$/gm)].map(
    ([, address]) => address,
  );

/** A cache that has the local IP alone, as in IPVS mode, whatever kube-proxy's mode here. */
const patching = (kubelet: KubeletPatch, availability = Availability.FAIL_OPEN) =>
  synthesized({ proxyMode: ProxyMode.IPVS, availability, kubelet });
const manifest = (availability: Availability, options: KubeletConfigFileOptions = {}) =>
  patching(KubeletPatch.configFile(options), availability);

/** Creates pods one after the other, and queries every nameserver of each pod. */
class Newcomers {
  readonly seen: { nameservers: string[]; silent: string[] }[] = [];
  private going = true;
  private readonly done = this.go();

  private async go() {
    for (let number = 0; this.going; number++) {
      const pod = await ClientPod.start(`newcomer-${number}`);
      const given = await nameservers(pod);
      const silent: string[] = [];
      for (const address of given) {
        const dig = ['dig', `@${address}`, '+short', '+tries=2', '+time=5', 'kubernetes.default.svc.cluster.local'];
        const answer = await said(pod, /^(;;|10\.96\.0\.1$)/m, ...dig);
        // As patient as a resolver: the cluster's only DNS pod is on the node whose kubelet restarts.
        if (!answer.includes('10.96.0.1\n')) silent.push(`${address}: ${answer}`);
      }
      this.seen.push({ nameservers: given, silent });
      await pod.delete();
    }
  }

  async stop() {
    this.going = false;
    await this.done;
    return this.seen;
  }
}

// One of the host's two modes is enough: kube-proxy does not know the local IP, the cache's only address here. ROLLING takes
// minutes on a slow kernel, and does not run there.
describe
  .runIf(process.env.LAB_PROXY_MODE !== 'nftables')
  .each(PATIENCE === 1 ? [Availability.FAIL_OPEN, Availability.ROLLING] : [Availability.FAIL_OPEN])(
  'the kubelet of a cache that is $name',
  (availability) => {
    let given: string;
    let original: string;
    /** Keeps the only DNS pod in its Service while it is not ready, for a moment after each restart of its kubelet. */
    const keepDnsPod = (publishNotReadyAddresses: boolean) =>
      kubectl(
        SYSTEM,
        'patch',
        'service',
        'kube-dns',
        `--patch=${JSON.stringify({ spec: { publishNotReadyAddresses } })}`,
      );
    beforeAll(async () => {
      await keepDnsPod(true);
      given = now();
      original = given.replace(LOCAL_DNS, KUBE_DNS);
      writeFileSync(KUBELET_CONFIGURATION, original);
      sh('systemctl', ['restart', 'kubelet']);
      await ready();
    });
    afterAll(async () => {
      writeFileSync(KUBELET_CONFIGURATION, given);
      sh('systemctl', ['restart', 'kubelet']);
      await ready();
      await keepDnsPod(false);
    });
    const ready = async () => {
      const status = () => field('.status.conditions[?(@.type=="Ready")].status', 'node', NODE_NAME);
      await until('the node is Ready', async () => (await status()) === 'True', { seconds: 60 });
      const dig = [`@${KUBE_DNS}`, '+short', '+tries=1', 'kubernetes.default.svc.cluster.local'];
      await until('kube-dns answers', () => sh('dig', dig).includes('10.96.0.1'), { seconds: 60 });
    };
    const patched = () => until('the kubelet is patched', () => now().includes(LOCAL_DNS), { seconds: 60 });

    test('is patched without a moment at which a pod is given an address that does not answer', async () => {
      const newcomers = new Newcomers();
      await until('a pod is there', () => newcomers.seen.length > 1, { seconds: 60 });
      const start = Date.now();
      await install(manifest(availability));
      await patched();
      record(`kubelet: ${availability.name}: from apply to the patched file`, (Date.now() - start) / 1000, 's');
      const before = newcomers.seen.length;
      await until('more pods are there', () => newcomers.seen.length > before + 3, { seconds: 90 });
      const seen = await newcomers.stop();
      record(`kubelet: ${availability.name}: pods created meanwhile`, seen.length);
      expect(seen.flatMap(({ silent }) => silent)).toEqual([]);
      expect(seen[0].nameservers).toEqual([KUBE_DNS]);
      expect(seen[seen.length - 1].nameservers).toEqual([LOCAL_DNS, KUBE_DNS]);
    }, 300_000);

    test('is left alone by the next pod of the cache', async () => {
      const before = sh('cat', ['/run/lab/kubelet.pid']);
      await kubectl(SYSTEM, 'rollout', 'restart', 'daemonset/node-local-dns');
      await kubectl(SYSTEM, 'rollout', 'status', 'daemonset/node-local-dns', '--timeout=120s');
      if (!availability.failsOpen) {
        const log = () => readFileSync(`${LOGS}/node-local-dns-kubelet.log`, 'utf8');
        await until('it says so', () => log().includes('already'));
      }
      expect(sh('cat', ['/run/lab/kubelet.pid'])).toBe(before);
    });

    test('keeps its configuration when it would not come back with a new one', async () => {
      const before = now();
      // The kubelet stays stopped after a restart with this nameserver.
      const restartCommand =
        'grep -q 192.0.2.9 /var/lib/kubelet/config.yaml && systemctl stop kubelet || systemctl restart kubelet';
      const options = { nameservers: [LOCAL_DNS, '192.0.2.9'], restartCommand, waitForCache: false };
      await apply(manifest(availability, options));
      const message = () =>
        field(
          '.items[0].status.initContainerStatuses[?(@.name=="kubelet-patch")].lastState.terminated.message',
          SYSTEM,
          'pods',
          '-l',
          'k8s-app=node-local-dns',
        );
      await until('the init container says why', async () => (await message()).includes('did not come back'), {
        seconds: 240,
      });
      await ready();
      expect(now()).toBe(before);
    }, 300_000);

    test('is as it was when that is undone, and no pod is given an address that does not answer', async () => {
      // With the prop the init container would patch again.
      await install(synthesized({ proxyMode: ProxyMode.IPVS, availability }));
      const newcomers = new Newcomers();
      const last = () => newcomers.seen[newcomers.seen.length - 1]?.nameservers.join(' ');
      await until('a pod is given the local IP', () => last() === `${LOCAL_DNS} ${KUBE_DNS}`, { seconds: 90 });
      sh('sh', ['/var/lib/node-local-dns/kubelet.sh', 'revert']);
      expect(now()).toBe(original);
      await until('a pod is given kube-dns alone', () => last() === KUBE_DNS, { seconds: 90 });
      await remove(manifest(availability));
      const before = newcomers.seen.length;
      await until('a pod comes after the removal', () => newcomers.seen.length > before, { seconds: 90 });
      expect((await newcomers.stop()).flatMap(({ silent }) => silent)).toEqual([]);
      expect(sh('sh', ['-c', 'ls -d /var/lib/node-local-dns /var/lib/kubelet/config.yaml* 2> /dev/null || :'])).toBe(
        `${KUBELET_CONFIGURATION}\n`,
      );
    }, 300_000);
  },
);

describe.runIf(process.env.LAB_PROXY_MODE === 'iptables')('a kubelet that is told', () => {
  test.each([
    ['in a drop-in', KubeletPatch.dropIn(), `${KUBELET_DROP_INS}/99-node-local-dns.conf`],
    [
      'by a flag of its service',
      KubeletPatch.environmentFile({ path: KUBELET_ENVIRONMENT, variable: 'CLUSTER_DNS' }),
      KUBELET_ENVIRONMENT,
    ],
  ])(
    '%s gives pods the local IP, and no more when that is undone',
    async (_, kubelet, file) => {
      const nameserversOfNext = async () => {
        const pod = await ClientPod.start('told');
        const given = await nameservers(pod);
        await pod.delete();
        return given;
      };
      const [before, configuration] = [await nameserversOfNext(), now()];
      await install(patching(kubelet));
      expect(readFileSync(file, 'utf8')).toContain(LOCAL_DNS);
      expect(await nameserversOfNext()).toEqual([LOCAL_DNS, KUBE_DNS]);
      await remove(patching(kubelet));
      sh('sh', ['/var/lib/node-local-dns/kubelet.sh', 'revert']);
      expect([await nameserversOfNext(), now()]).toEqual([before, configuration]);
    },
    120_000,
  );
});
