import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const ROUNDS = 15;

/** Programs in plain Node, each of which writes one chart. */
const PROGRAMS = {
  construct: `
    const { App, Chart } = require('cdk8s');
    const { NodeLocalDnsCache } = require('cdk8s-node-local-dns');
    const app = new App();
    new NodeLocalDnsCache(new Chart(app, 'node-local-dns'), 'nld');
    app.synth();`,
  nothing: `
    const { App, Chart } = require('cdk8s');
    require('cdk8s-plus-28');
    const app = new App();
    new Chart(app, 'nothing');
    app.synth();`,
  byHand: `
    const { ApiObject, App, Chart } = require('cdk8s');
    require('cdk8s-plus-28');
    const app = new App();
    const chart = new Chart(app, 'by-hand');
    JSON.parse(require('node:fs').readFileSync('objects.json')).forEach((object, i) => new ApiObject(chart, 'o' + i, object));
    app.synth();`,
  include: `
    const { App, Chart, Include } = require('cdk8s');
    const app = new App();
    new Include(new Chart(app, 'included'), 'include', { url: 'dist/node-local-dns.k8s.yaml' });
    app.synth();`,
};

const OBJECTS = `
    const { ApiObject, App, Chart } = require('cdk8s');
    const { NodeLocalDnsCache } = require('cdk8s-node-local-dns');
    const cache = new NodeLocalDnsCache(new Chart(new App(), 'chart'), 'nld');
    const objects = cache.node.findAll().filter((child) => child instanceof ApiObject).map((child) => child.toJson());
    console.log(JSON.stringify(objects));`;

/** Times many charts in one app, in milliseconds: with our construct, and with its five objects made by hand. */
const MANY_CHARTS = `
    const { ApiObject, App, Chart } = require('cdk8s');
    const { NodeLocalDnsCache } = require('cdk8s-node-local-dns');
    const objects = JSON.parse(require('node:fs').readFileSync('objects.json'));
    const ours = (chart) => new NodeLocalDnsCache(chart, 'nld');
    const byHand = (chart) => objects.forEach((object, i) => new ApiObject(chart, 'object-' + i, object));
    const run = (count, fill) => {
      const start = performance.now();
      const app = new App();
      for (let i = 0; i < count; i++) fill(new Chart(app, 'cluster-' + i));
      const filled = performance.now();
      app.synth();
      return { construct: filled - start, synth: performance.now() - filled };
    };
    run(100, ours);
    console.log(JSON.stringify({
      hundred: run(100, ours), thousand: run(1000, ours),
      hundredByHand: run(100, byHand), thousandByHand: run(1000, byHand),
    }));`;

type Row = readonly [what: string, figure: string, goal: string];

function main() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    prepare(folder);
    const rows = [...coldSynth(folder), ...helm(folder), ...manyCharts(folder), tarball()];
    const text = document(rows);
    writeFileSync(join(ROOT, 'docs/benchmarks.md'), text);
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function prepare(folder: string) {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(ROOT, join(folder, 'node_modules/cdk8s-node-local-dns'));
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, `${name}.js`), text);
  writeFileSync(join(folder, 'objects.js'), OBJECTS);
  writeFileSync(join(folder, 'many.js'), MANY_CHARTS);
  writeFileSync(join(folder, 'objects.json'), node(folder, 'objects.js'));
}

/** Times the programs in turn, so that a change of the machine's speed affects all of them. */
function coldSynth(folder: string): Row[] {
  const times = { construct: [] as number[], nothing: [] as number[], byHand: [] as number[], include: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of ['construct', 'nothing', 'byHand', 'include'] as const) {
      const milliseconds = timed(() => node(folder, `${name}.js`));
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  const ratio = (name: 'nothing' | 'byHand' | 'include') =>
    median(times.construct.map((time, i) => time / times[name][i]));
  return [
    ['cold synth of one chart', `${median(times.construct).toFixed(0)} ms (median of ${ROUNDS})`, ''],
    ['... to the same app that imports cdk8s-plus-28 and emits nothing', ...judged(ratio('nothing'), 1.15, '<=')],
    ['... to the same objects made by hand, which is what rendering them costs', ratio('byHand').toFixed(2), ''],
    ['... to `Include` of the same YAML from a file', ...judged(ratio('include'), 0.9, '<')],
  ];
}

function helm(folder: string): Row[] {
  if (spawnSync('helm', ['version']).status !== 0)
    return [['... to `helm template` of the same YAML', 'no helm here', '']];
  const chart = join(folder, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: node-local-dns\nversion: 0.0.0\n');
  execFileSync('cp', [join(folder, 'dist/node-local-dns.k8s.yaml'), join(chart, 'templates')]);
  const ratios = Array.from({ length: ROUNDS }, () => {
    const ours = timed(() => node(folder, 'construct.js'));
    return ours / timed(() => execFileSync('helm', ['template', 'nld', chart]));
  });
  return [['... to `helm template` of the same YAML', median(ratios).toFixed(2), '']];
}

function manyCharts(folder: string): Row[] {
  const runs = Array.from({ length: 5 }, () => JSON.parse(node(folder, 'many.js')));
  const figure = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of));
  const byHand = figure(({ hundredByHand, thousandByHand }) => thousandByHand.synth / hundredByHand.synth);
  return [
    [
      'constructing 1,000 charts in one app, to 100',
      ...judged(
        figure(({ hundred, thousand }) => thousand.construct / hundred.construct),
        11,
        '<',
      ),
    ],
    [
      '... each',
      ...judged(
        figure(({ thousand }) => thousand.construct / 1000),
        1,
        '<',
        ' ms',
      ),
    ],
    [
      `rendering them, which is cdk8s's own work: with the objects made by hand ${byHand.toFixed(2)}`,
      ...judged(
        figure(({ hundred, thousand }) => thousand.synth / hundred.synth),
        11,
        '<',
      ),
    ],
    [
      '... each',
      ...judged(
        figure(({ thousand }) => thousand.synth / 1000),
        1,
        '<',
        ' ms',
      ),
    ],
  ];
}

function tarball(): Row {
  const folder = join(ROOT, 'dist/js');
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return ['npm tarball', ...judged(statSync(join(folder, file)).size / 1000, 150, '<', ' kB')];
}

function judged(figure: number, goal: number, sign: '<' | '<=', unit = ''): [string, string] {
  const met = sign === '<' ? figure < goal : figure <= goal;
  return [`${figure.toFixed(2)}${unit}`, `${sign} ${goal}${unit}: ${met ? 'met' : 'not met'}`];
}

function document(rows: readonly Row[]): string {
  return `# Benchmarks

\`npm run bench:synth\` wrote this page, with Node.js ${process.version} on ${cpus().length} x ${cpus()[0].model.trim()}.
Ratios are medians of pairs that ran one after the other; single times say more about the machine than about the package.

| what | figure | goal |
|---|---|---|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
}

function node(folder: string, file: string): string {
  return execFileSync(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', file], {
    cwd: folder,
  }).toString();
}

function timed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

main();
