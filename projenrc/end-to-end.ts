import type { cdk } from 'projen';

/**
 * Tests against real programs. They build what they need outside the work tree. Scripts of npm and no tasks of projen,
 * since npm quotes the arguments that it passes on: `npm run e2e -- -t 'a|b'`.
 */
export function addEndToEnd(project: cdk.JsiiProject) {
  // Serves the examples' and random Corefiles with real CoreDNS (Linux, Go).
  project.setScript('e2e:corefile', 'tsx lab/corefile/run.ts');
  // Runs the manifests in a real cluster of one node in namespaces of its own (Linux, root, Go, apt).
  project.setScript('e2e', 'tsx lab/harness/run.ts');
  // Builds what the cluster is made of; e2e does it too when it has to.
  project.setScript('e2e:setup', 'tsx lab/harness/setup-main.ts');
  // The same with IPVS, on a kernel of its own: user-mode Linux.
  project.setScript('e2e:uml', 'tsx lab/harness/run.ts --engine uml --proxy-mode ipvs');
  // Every drill on every configuration, and the tables of docs/availability.md.
  project.setScript('e2e:drills', 'tsx lab/harness/run.ts --drills');
}
