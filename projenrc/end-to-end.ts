import type { cdk } from 'projen';

/** Tests against real programs. They build what they need outside the work tree. */
export function addEndToEnd(project: cdk.JsiiProject) {
  project.addTask('e2e:corefile', {
    description: "Serve the examples' and random Corefiles with real CoreDNS (Linux, Go)",
    exec: 'tsx test/e2e/corefile/run.ts',
    receiveArgs: true,
  });
  project.addTask('e2e', {
    description: 'Run the manifests in a real cluster of one node in namespaces of its own (Linux, root, Go, apt)',
    exec: 'tsx test/e2e/lab/run.ts',
    receiveArgs: true,
  });
  project.addTask('e2e:setup', {
    description: 'Build what the cluster is made of; e2e does it too when it has to',
    exec: 'tsx test/e2e/lab/setup-main.ts',
  });
  project.addTask('e2e:uml', {
    description: 'The same with IPVS, on a kernel of its own: user-mode Linux',
    exec: 'tsx test/e2e/lab/run.ts --engine uml --proxy-mode ipvs',
    receiveArgs: true,
  });
}
