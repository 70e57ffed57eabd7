import { cdk8s, javascript, typescript } from 'projen';
import { limitContents } from './projenrc/contents';
import { addEndToEnd } from './projenrc/end-to-end';
import { addTasks } from './projenrc/tasks';
import { addWorkflows } from './projenrc/workflows';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-node-local-dns',
  description: 'NodeLocal DNSCache for Kubernetes as one cdk8s construct, checked before it reaches a node',
  author: 'The cdk8s-node-local-dns authors',
  authorAddress: 'maintainers@users.noreply.example',
  repositoryUrl: 'https://github.com/cdk8s-node-local-dns/cdk8s-node-local-dns.git',
  license: 'Apache-2.0',
  keywords: ['cdk8s', 'coredns', 'dns', 'kubernetes', 'node-cache', 'node-local-dns', 'nodelocaldns'],
  defaultReleaseBranch: 'main',

  cdk8sVersion: '2.70.0',
  constructsVersion: '10.5.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  projenVersion: '0.103.25',
  packageManager: javascript.NodePackageManager.NPM,
  publishToPypi: { distName: 'cdk8s-node-local-dns', module: 'cdk8s_node_local_dns' },

  // Inlined source maps are two thirds of the compiled code.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },

  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsx() },
  sampleCode: false,
  eslint: false,
  jest: false,
  biome: true,
  biomeOptions: {
    version: '2.5.15',
    biomeConfig: {
      files: { includes: ['src/**', 'test/**', 'lab/**', 'bench/**'] },
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
    },
  },
  devDeps: ['@vitest/coverage-v8@4.1.12', 'cdk8s-plus-34@^2', 'fast-check@^4', 'tsx@^4', 'vitest@4.1.12', 'yaml@^2'],

  // The release template names a registry; ours, in projenrc/workflows.ts, does not need to.
  release: false,
  depsUpgrade: false,
  npmignoreEnabled: false,
  githubOptions: { pullRequestLint: false },
  buildWorkflow: false,
  gitignore: [
    '.jsii.tabl.json',
    '/examples/*/dist/',
    '/examples/*/package-lock.json',
    '__pycache__/',
    '/e2e-report.json',
  ],
});

addTasks(project);
addEndToEnd(project);
addWorkflows(project);
limitContents(project);
project.synth();
