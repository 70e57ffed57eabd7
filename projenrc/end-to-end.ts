import type { cdk } from 'projen';

/** Tests against real programs. They build what they need outside the work tree. */
export function addEndToEnd(project: cdk.JsiiProject) {
  project.addTask('e2e:corefile', {
    description: "Serve the examples' and random Corefiles with real CoreDNS (Linux, Go)",
    exec: 'vitest run --config test/e2e/vitest.config.mts --project corefile',
    receiveArgs: true,
  });
}
