import { type cdk, TextFile } from 'projen';
import { stringify } from 'yaml';
import { action } from './actions';

const READ = { contents: 'read' };
const IDENTITY = { 'id-token': 'write' };
const ARTIFACT = { name: 'dist', path: 'dist' };

/** Without a cache, which another run could have filled. */
const NODE = action('actions/setup-node', { 'node-version': 'lts/*', 'package-manager-cache': false });

/** The sources, without the token that fetched them, and the tools that build them. */
const SETUP = [
  action('actions/checkout', { 'fetch-depth': 0, 'persist-credentials': false }),
  NODE,
  action('actions/setup-python', { 'python-version': '3.x' }),
];

export function addWorkflows(project: cdk.JsiiProject) {
  addPullRequest(project);
  addRelease(project);
}

/** Every pull request, from forks too: so it runs without secrets and may write nothing. */
function addPullRequest(project: cdk.JsiiProject) {
  addWorkflow(project, 'pull-request', {
    on: { pull_request: {} },
    jobs: {
      build: {
        'runs-on': 'ubuntu-latest',
        permissions: READ,
        env: { CI: 'true' },
        steps: [
          ...SETUP,
          { run: 'npm ci' },
          { name: 'Lint, types, tests, tarball', run: 'npm run build' },
          { name: 'The build changed no file', run: 'git diff --exit-code' },
          { name: 'The wheel', run: 'npx projen package:python' },
        ],
      },
    },
  });
}

/**
 * A tag `vX.Y.Z` of a commit of main is tested, built once, and what was built is published: the tarball with
 * provenance, the wheel by trusted publishing. The publishing tools know their registries; no token is stored. The
 * environment `release` is where the owner says who has to approve, and that only tags `v*` may use it.
 */
function addRelease(project: cdk.JsiiProject) {
  const publish = { needs: 'build', 'runs-on': 'ubuntu-latest', environment: 'release', permissions: IDENTITY };
  addWorkflow(project, 'release', {
    on: { push: { tags: ['v*'] } },
    jobs: {
      build: {
        'runs-on': 'ubuntu-latest',
        permissions: READ,
        env: { CI: 'true', RELEASE: 'true' },
        steps: [
          ...SETUP,
          { name: 'The tag is on main', run: 'git merge-base --is-ancestor HEAD origin/main' },
          { run: 'npm ci' },
          {
            name: 'Set the version from the tag',
            run: 'chmod u+w package.json package-lock.json && npm version --no-git-tag-version --allow-same-version "$GITHUB_REF_NAME"',
          },
          { name: 'Lint, types, tests, tarball', run: 'npm run build' },
          { name: 'The wheel', run: 'npx projen package:python' },
          action('actions/upload-artifact', ARTIFACT),
        ],
      },
      npm: {
        ...publish,
        steps: [
          action('actions/download-artifact', ARTIFACT),
          NODE,
          { run: 'npm publish --provenance --access public dist/js/*.tgz' },
        ],
      },
      pypi: {
        ...publish,
        steps: [
          action('actions/download-artifact', ARTIFACT),
          action('pypa/gh-action-pypi-publish', { 'packages-dir': 'dist/python' }),
        ],
      },
    },
  });
}

/** A workflow whose jobs have the rights that they name, and no others. */
function addWorkflow(project: cdk.JsiiProject, name: string, workflow: { on: object; jobs: object }) {
  const content = { name, on: workflow.on, permissions: {}, jobs: workflow.jobs };
  const file = new TextFile(project, `.github/workflows/${name}.yml`);
  file.addLine(`# ${file.marker}`);
  file.addLine(stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 }));
}
