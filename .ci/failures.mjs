// node failures.mjs REPORT: the failed tests and files of a report of vitest, with the start of each reason.
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const file of testResults) {
  const tests = file.assertionResults.filter(({ status }) => status === 'failed');
  if (tests.length === 0 && file.status === 'failed') console.log(`FAILED ${file.name}: ${start(file.message)}`);
  for (const test of tests) console.log(`FAILED ${test.fullName}: ${start(test.failureMessages.join('\n'))}`);
}

function start(reason) {
  return reason.trim().split('\n').slice(0, 3).join(' | ').slice(0, 600);
}
