import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const outdir = mkdtempSync(join(tmpdir(), 'examples-'));

beforeAll(() => {
  vi.stubEnv('CDK8S_OUTDIR', outdir);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(outdir, { recursive: true });
});

/** What an example writes when it runs. */
async function runExample(name: string, program = 'main', chart = 'node-local-dns') {
  await import(`../examples/${name}/${program}.ts`);
  const yaml = readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8');
  const objects = parseAllDocuments(yaml).map((document) => document.toJS());
  const of = (kind: string) => objects.filter((object) => object.kind === kind);
  const daemonSets = of('DaemonSet');
  return { yaml, of, configMap: of('ConfigMap')[0], daemonSet: daemonSets[0], daemonSets };
}

describe('the examples', () => {
  test('iptables: pods go on asking the kube-dns IP, and the cache answers there', async () => {
    const { configMap } = await runExample('iptables');

    expect(configMap.data.Corefile).toContain('bind 169.254.20.10 10.96.0.10');
  });

  test('ipvs: serves the local IP alone and asks the kube-dns IP', async () => {
    const { configMap, daemonSet } = await runExample('ipvs');

    expect(configMap.data.Corefile).toMatch(/bind 169\.254\.20\.10\n/);
    expect(configMap.data.Corefile).toContain('forward . 10.96.0.10 {');
    expect(daemonSet.spec.template.spec.initContainers[1].name).toBe('kubelet-patch');
    expect(daemonSet.spec.template.spec.initContainers[1].command).toContain('kubelet.sh');
  });

  test('high-availability: rules that fail open, set before the cache starts', async () => {
    const { configMap, daemonSet } = await runExample('high-availability');
    const { initContainers, containers } = daemonSet.spec.template.spec;

    expect(initContainers.map(({ name }: { name: string }) => name)).toEqual(['fail-open-rules']);
    expect(containers[0].args).toContain('-setupiptables=false');
    expect(initContainers[0].command).toContain('fail-open.sh');
    expect(configMap.data.Corefile).toContain('serve_stale 3600s verify');
  });

  test('high-availability: two caches on each node for IPVS', async () => {
    const { daemonSets } = await runExample('high-availability', 'ipvs', 'node-local-dns-redundant');

    expect(daemonSets.map(({ metadata }) => metadata.name)).toEqual(['node-local-dns', 'node-local-dns-b']);
  });

  test('kube-ovn: the local IP alone, and a Job that tells Kube-OVN of it', async () => {
    const { configMap, of } = await runExample('kube-ovn');
    const environment = of('Job')[0].spec.template.spec.containers[0].env;

    expect(configMap.data.Corefile).toMatch(/bind 169\.254\.20\.10\n/);
    expect(environment).toContainEqual({ name: 'LOCAL_IP', value: '169.254.20.10' });
    expect(environment).toContainEqual({ name: 'UNDERLAY_SUBNETS', value: 'vlan100' });
    expect(of('Job')[0].spec.template.spec.containers[0].image).toBe('docker.io/kubeovn/kube-ovn:v1.15.0');
  });

  test('tke: the image of a mirror, reloaded by the plugin, with annotations for Prometheus, and kubelets told by a flag', async () => {
    const { yaml, configMap, daemonSet } = await runExample('tke');
    const [container] = daemonSet.spec.template.spec.containers;
    const images = [...yaml.matchAll(/\bimage: (.*)/g)].map(([, image]) => image);

    // node-cache, the two of FAIL_OPEN and the kubelet patch.
    expect(images).toHaveLength(4);
    for (const image of images) expect(image).toMatch(/^mirror\.example\.com\/k8s\//);
    expect(container.image).toBe('mirror.example.com/k8s/k8s-dns-node-cache:1.17.0');
    expect(container.args).not.toContain('-reloadwithsignal=true');
    expect(configMap.data.Corefile).toContain('    reload\n');
    expect(configMap.data.Corefile).toContain('forward . __PILLAR__UPSTREAM__SERVERS__');
    expect(daemonSet.spec.template.metadata.annotations['prometheus.io/scrape']).toBe('true');
    expect(daemonSet.spec.template.spec.initContainers[1].env).toContainEqual({
      name: 'VARIABLE',
      value: 'CLUSTER_DNS',
    });
  });

  test('host-records: names without a DNS server, a stub domain and upstream servers', async () => {
    const { configMap } = await runExample('host-records');

    expect(configMap.data.hosts).toContain('192.0.2.21 namenode.hadoop.example\n192.0.2.21 namenode\n');
    expect(configMap.data.Corefile).toContain('corp.example:53 {');
    expect(configMap.data.Corefile).toContain('forward . 192.0.2.53 192.0.2.54:5353');
    expect(configMap.data.Corefile).toContain('forward . 192.0.2.1 192.0.2.2 {\n            max_connect_attempts 4\n');
  });
  test('split-dns: two ways, the first server first, reverse zones by network, a cache for one zone', async () => {
    const { configMap } = await runExample('split-dns');
    const block = (zone: string) =>
      configMap.data.Corefile.split(/\n(?=\S)/).find((text: string) => text.startsWith(zone));

    expect(block('corp.example:53')).toContain('success 9984 300');
    expect(block('corp.example:53')).toMatch(/forward \. 192\.0\.2\.53 198\.51\.100\.53 \{[^}]*policy sequential/);
    expect(block('244.10.in-addr.arpa:53')).toContain('forward . __PILLAR__CLUSTER__DNS__');
    expect(block('16.172.in-addr.arpa:53')).toContain('forward . 192.0.2.53 198.51.100.53');
    expect(block('.:53')).toContain('forward . 203.0.113.1 203.0.113.2');
    expect(configMap.data.Corefile).not.toMatch(/^in-addr\.arpa/m);
  });

  test('dns-over-tls: a name for all servers, and the authority of a ConfigMap', async () => {
    const { configMap, daemonSet } = await runExample('dns-over-tls');
    const { volumes, containers } = daemonSet.spec.template.spec;
    const items = [{ key: 'ca.crt', path: 'ca.crt' }];

    expect(configMap.data.Corefile).toContain('forward . tls://192.0.2.53 tls://192.0.2.54 {');
    expect(configMap.data.Corefile).toContain('tls_servername dns.corp.example');
    expect(configMap.data.Corefile).toContain('tls /etc/tls-ca/config-map/corp-ca/ca.crt');
    expect(volumes).toContainEqual({ name: 'tls-ca-1', configMap: { name: 'corp-ca', items } });
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'tls-ca-1',
      mountPath: '/etc/tls-ca/config-map/corp-ca',
      readOnly: true,
    });
  });

  test('injection: a policy that names the cache of the chart', async () => {
    const { of } = await runExample('injection');
    const [{ apiVersion, spec }] = of('MutatingAdmissionPolicy');

    expect(apiVersion).toBe('admissionregistration.k8s.io/v1');
    expect(spec.mutations[0].jsonPatch.expression).toContain('{"nameservers": ["169.254.20.10", "10.96.0.10"]}');
    expect(of('MutatingAdmissionPolicyBinding')).toHaveLength(1);
  });

  test('monitoring: what Prometheus and Grafana need, apart from the cache, which has no annotations', async () => {
    const { daemonSet } = await runExample('monitoring');
    const { of } = await runExample('monitoring', 'main', 'monitoring');
    const [{ metadata, spec }] = of('PrometheusRule');
    const alerts = spec.groups[0].rules.map(({ alert }: { alert: string }) => alert);

    expect(daemonSet.spec.template.metadata).not.toHaveProperty('annotations');
    expect(metadata.labels).toEqual({ release: 'kube-prometheus-stack' });
    expect(of('ServiceMonitor')[0].metadata.labels).toEqual({ release: 'kube-prometheus-stack' });
    expect(alerts).toContain('NodeLocalDnsUpstreamSlow');
    expect(alerts).not.toContain('NodeLocalDnsServfail');
    expect(of('ConfigMap')[0].metadata.namespace).toBe('monitoring');
  });

  test('one-deployment: the one that was named asks the cache, and the pod that was told by hand', async () => {
    const { of } = await runExample('one-deployment', 'main', 'shop');
    const [web, notYet] = of('Deployment').map(({ spec }) => spec.template.spec);
    const [{ spec: debug }] = of('Pod');

    expect([web.dnsPolicy, notYet.dnsPolicy, debug.dnsPolicy]).toEqual(['None', 'ClusterFirst', 'None']);
    expect(web.dnsConfig.searches[0]).toBe('shop.svc.cluster.local');
    expect(debug.dnsConfig.options.map(({ name }: { name: string }) => name)).toEqual(['ndots', 'timeout', 'attempts']);
  });
});

const EXAMPLES = join(__dirname, '../examples');
const FOLDERS = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const NAMES = FOLDERS.map(({ name }) => name).filter((name) => name !== 'python');
const { peerDependencies } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));

describe.each(NAMES)('examples/%s works alone', (name) => {
  const folder = join(EXAMPLES, name);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const programs = readdirSync(folder).filter((file) => file.endsWith('.ts'));

  test('it depends on the packages that it imports, and on no others', () => {
    const imported = programs.flatMap((program) => importsOf(readFileSync(join(folder, program), 'utf8')));

    expect(Object.keys(dependencies).sort()).toEqual([...new Set(imported)].sort());
  });

  test('its dependencies are the peers of the package', () => {
    const { 'cdk8s-node-local-dns': own, ...peers } = dependencies;

    expect(own).toBe('*');
    expect(peerDependencies).toMatchObject(peers);
  });

  test('`cdk8s synth` runs its main.ts by what it installs', () => {
    expect(parse(readFileSync(join(folder, 'cdk8s.yaml'), 'utf8')).app).toBe('npx tsx main.ts');
    expect(Object.keys(devDependencies)).toEqual(['cdk8s-cli', 'tsx']);
  });
});

test('examples/python requires the packages that it imports, and no others', () => {
  const program = readFileSync(join(EXAMPLES, 'python/main.py'), 'utf8');
  const imported = [...program.matchAll(/^from (\S+) import /gm)].map(([, module]) => module.replaceAll('_', '-'));

  expect(readFileSync(join(EXAMPLES, 'python/requirements.txt'), 'utf8').trim().split('\n')).toEqual(imported);
});

test('examples/README.md lists every example', () => {
  const text = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  const listed = [...text.matchAll(/^\| \[(.+)\]\(\1\/README\.md\) /gm)].map(([, name]) => name);

  expect(listed.sort()).toEqual(FOLDERS.map(({ name }) => name).sort());
});

/** The packages that a program imports. */
function importsOf(program: string): string[] {
  return [...program.matchAll(/ from '(.+)';$/gm)].map(([, name]) => name);
}
