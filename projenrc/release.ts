import { type cdk, github } from 'projen';

const READ = { contents: github.workflows.JobPermission.READ };
const READ_AND_SIGN = { ...READ, idToken: github.workflows.JobPermission.WRITE };
const ARTIFACT = { name: 'dist', path: 'dist' };

/**
 * A tag `vX.Y.Z` builds once and publishes what was built: the tarball with provenance, the wheel by trusted publishing.
 * The publishing tools know their registries; no token is stored.
 */
export function addRelease(project: cdk.JsiiProject) {
  if (!project.github) return;
  const workflow = new github.GithubWorkflow(project.github, 'release');
  workflow.on({ push: { tags: ['v*'] } });
  const node = { uses: 'actions/setup-node@v6', with: { 'node-version': 'lts/*' } };
  workflow.addJobs({
    build: {
      runsOn: ['ubuntu-latest'],
      permissions: READ,
      env: { CI: 'true', RELEASE: 'true' },
      steps: [
        { uses: 'actions/checkout@v6' },
        node,
        { uses: 'actions/setup-python@v6', with: { 'python-version': '3.x' } },
        { run: 'npm ci' },
        {
          name: 'Set the version from the tag',
          run: 'chmod u+w package.json package-lock.json && npm version --no-git-tag-version --allow-same-version "$GITHUB_REF_NAME"',
        },
        { run: 'npm run build' },
        { run: 'npx projen package-all' },
        { uses: 'actions/upload-artifact@v5', with: ARTIFACT },
      ],
    },
    npm: {
      needs: ['build'],
      runsOn: ['ubuntu-latest'],
      permissions: READ_AND_SIGN,
      steps: [
        { uses: 'actions/download-artifact@v6', with: ARTIFACT },
        node,
        { run: 'npm publish --provenance --access public dist/js/*.tgz' },
      ],
    },
    pypi: {
      needs: ['build'],
      runsOn: ['ubuntu-latest'],
      permissions: READ_AND_SIGN,
      steps: [
        { uses: 'actions/download-artifact@v6', with: ARTIFACT },
        { uses: 'pypa/gh-action-pypi-publish@release/v1', with: { 'packages-dir': 'dist/python' } },
      ],
    },
  });
}
