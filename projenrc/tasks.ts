import type { cdk } from 'projen';

/** The commands of the README and of CONTRIBUTING.md, apart from the end-to-end ones. */
export function addTasks(project: cdk.JsiiProject) {
  // jsii still runs on Node.js 20, and says at length that it will not for ever.
  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

  const test = project.testTask;
  test.reset('biome check');
  for (const folder of ['test', 'lab', 'bench', 'examples']) test.exec(`tsc --noEmit -p ${folder}/tsconfig.json`);
  test.exec('vitest run --coverage', { receiveArgs: true });

  // The compiled code reads the scripts of nodes and Jobs from beside it.
  const notTypeScript = `(path) => !path.endsWith('.ts')`;
  project.compileTask.exec(`node -e "fs.cpSync('src', 'lib', { recursive: true, filter: ${notTypeScript} })"`);

  // Snippets of the README and of doc comments must compile; the wheel then shows them in Python.
  project.postCompileTask.exec('jsii-rosetta extract --strict .');

  const synth = project.addTask('synth', { description: 'Write and show the manifest of examples/iptables' });
  synth.exec('tsx --tsconfig ../tsconfig.json main.ts', { cwd: 'examples/iptables' });
  synth.exec('cat examples/iptables/dist/node-local-dns.k8s.yaml');
  synth.say('The manifest above is in examples/iptables/dist/node-local-dns.k8s.yaml');
  synth.say('Apply it with: kubectl apply -f examples/iptables/dist/node-local-dns.k8s.yaml');

  const bench = project.addTask('bench:synth', {
    description: 'Time a synth and weigh the package: writes docs/benchmarks.md',
  });
  bench.spawn(project.compileTask);
  bench.exec('jsii-pacmak --target js');
  bench.exec('tsx bench/synth.ts');

  project.addTask('bench:dns', {
    description: 'Measure the cache against the official configuration: writes docs/benchmarks-dns.{md,svg} (as e2e)',
    exec: 'tsx bench/dns/main.ts',
    receiveArgs: true,
  });

  project.addTask('bench:memory', {
    description: 'Measure what full caches take: writes docs/benchmarks-memory.md (as e2e)',
    exec: 'tsx bench/memory/main.ts',
  });
}
