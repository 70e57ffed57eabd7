import { afterAll, describe, expect, test } from 'vitest';
import { answering, ask, type NodeCacheOptions, NodeCacheProcess } from '../harness/node-cache-process';
import { sleep, until } from '../harness/process';

const POLL_SECONDS = 10;
const running: NodeCacheProcess[] = [];
let started = 0;

/** Starts a node-cache on an address of its own, so that the tests can run at the same time. */
async function start(options: NodeCacheOptions = {}, addresses = 1) {
  const network = `127.1.${++started}`;
  const ips = Array.from({ length: addresses }, (_, index) => `${network}.${index + 1}`);
  const { args = [] } = options;
  const quiet = ['-setupinterface=false', '-setupiptables=false', '-metrics-listen-address=off'];
  const cache = await NodeCacheProcess.start(ips.join(','), { ...options, args: [...quiet, ...args] });
  running.push(cache);
  return { cache, ips, ip: ips[0], serving: () => cache.answers(ips[ips.length - 1]) };
}

afterAll(async () => {
  await Promise.all(running.map((cache) => cache.stop('SIGKILL')));
});

describe.concurrent('the template of the Corefile', () => {
  test('__PILLAR__LOCAL__DNS__ becomes all local addresses', async () => {
    const { cache, ips, serving } = await start({}, 2);
    await serving();
    expect(cache.corefile()).toContain(`bind ${ips[0]} ${ips[1]}\n`);
  });

  test('__PILLAR__CLUSTER__DNS__ becomes the address of -upstreamsvc, as the environment has it', async () => {
    const { cache, serving } = await start({
      base: answering('first', 'forward . __PILLAR__CLUSTER__DNS__'),
      args: ['-upstreamsvc', 'kube-dns-upstream'],
      env: { KUBE_DNS_UPSTREAM_SERVICE_HOST: '10.96.7.7' },
    });
    await serving();
    expect(cache.corefile()).toContain('forward . 10.96.7.7\n');
  });

  test('an upstream Service that was not there when the pod started ends the process', async () => {
    const base = answering('first', 'forward . __PILLAR__CLUSTER__DNS__');
    const { cache } = await start({ base, args: ['-upstreamsvc', 'missing'] });
    expect(await cache.exit).toBe(1);
    expect(cache.log).toContain('not an IP address or file: "<nil>"');
  });

  test("__PILLAR__UPSTREAM__SERVERS__ becomes the pod's resolv.conf", async () => {
    const { cache, serving } = await start({ base: answering('first', 'forward . __PILLAR__UPSTREAM__SERVERS__') });
    await serving();
    expect(cache.corefile()).toContain('forward . /etc/resolv.conf\n');
  });

  test('__PILLAR__DNS__SERVER__ that was left in becomes nothing', async () => {
    const base = answering('first').replace('__PILLAR__LOCAL__DNS__', '__PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__');
    const { cache, ip, serving } = await start({ base });
    await serving();
    expect(cache.corefile()).toContain(`bind ${ip} \n`);
  });

  test('a Corefile that cannot be written ends the process', async () => {
    const { cache } = await start({ args: ['-conf', '/nowhere/Corefile'] });
    expect(await cache.exit).toBe(1);
    expect(cache.log).toContain('Failed to write config file /nowhere/Corefile');
  });
});

describe.concurrent('the kube-dns ConfigMap', () => {
  test('its stubDomains become server blocks', async () => {
    const stubDomains = '{"corp.example": ["10.0.0.1", "10.0.0.2"]}';
    const { cache, ip, serving } = await start({ kubeDns: { stubDomains } });
    await serving();
    const block = cache.corefile().split('corp.example:53')[1].replace(/\s+/g, ' ');
    expect(block).toBe(` { errors cache 30 bind ${ip} forward . 10.0.0.1 10.0.0.2 } `);
  });

  test('its upstreamNameservers take the place of resolv.conf', async () => {
    const base = answering('first', 'forward . __PILLAR__UPSTREAM__SERVERS__');
    const { cache, serving } = await start({ base, kubeDns: { upstreamNameservers: '["10.0.0.1"]' } });
    await serving();
    expect(cache.corefile()).toContain('forward . 10.0.0.1\n');
  });

  test('that is not JSON is left out', async () => {
    const { cache, serving } = await start({ kubeDns: { stubDomains: '{corp.example' } });
    await serving();
    expect(cache.corefile()).not.toContain('corp.example');
  });
});

describe.concurrent('a template that changes', () => {
  const SOON = { seconds: POLL_SECONDS + 3 };

  test('is served after at most a poll with -reloadwithsignal, without a query that fails', async () => {
    const { cache, ip, serving } = await start({ args: ['-reloadwithsignal=true'] });
    await serving();
    cache.writeBase(answering('second'));
    const answers = new Set<string>();
    await until('the second Corefile is served', () => answers.add(ask(ip)).has('second'), SOON);
    expect([...answers]).toEqual(['first', 'second']);
  });

  test('is written and not served without that flag and without the reload plugin', async () => {
    const { cache, ip, serving } = await start();
    await serving();
    cache.writeBase(answering('second'));
    await until('the second Corefile is written', () => cache.corefile().includes('second'), SOON);
    await sleep(1);
    expect(ask(ip)).toBe('first');
  });

  test('to one that CoreDNS refuses leaves the first one in service', async () => {
    const { cache, ip, serving } = await start({ args: ['-reloadwithsignal=true'] });
    await serving();
    cache.writeBase(answering('second', 'nonsense'));
    await until('the second Corefile is written', () => cache.corefile().includes('nonsense'), SOON);
    await sleep(1);
    expect(ask(ip)).toBe('first');
  });
});
