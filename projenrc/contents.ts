import type { cdk8s } from 'projen';

/**
 * What the package on npm holds beside package.json, README.md and LICENSE, which npm always takes. A list of what goes
 * in, so that a file that happens to lie around stays out. API.md stays out too: `.jsii` and the declarations in `lib`
 * say the same, and it would be a seventh of the tarball.
 */
export function limitContents(project: cdk8s.ConstructLibraryCdk8s) {
  project.package.addField('files', ['.jsii', 'CHANGELOG.md', 'lib']);
  // jsii-pacmak would otherwise write an .npmignore, a list of what stays out.
  project.tasks.addEnvironment('JSII_PACMAK_NPMIGNORE', 'false');

  // What an earlier compilation left in lib would go in as well.
  project.compileTask.prependExec(
    `node -e "for (const path of ['lib', 'tsconfig.tsbuildinfo']) fs.rmSync(path, { recursive: true, force: true })"`,
  );
}
