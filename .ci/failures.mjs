// node failures.mjs REPORT: what did not pass at the first try in a report of vitest, with the start of each reason.
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { name, status, message, assertionResults } of testResults) {
  const troubles = assertionResults.filter(({ failureMessages }) => failureMessages?.length);
  for (const test of troubles) {
    const label = test.status === 'failed' ? 'FAILED' : 'PASSED AT THE SECOND TRY';
    console.log(`${label}: ${test.fullName}: ${start(test.failureMessages.join('\n'))}`);
  }
  if (status === 'failed' && troubles.length === 0) console.log(`FAILED: ${name}: ${start(message)}`);
}

function start(reason) {
  return reason.trim().split('\n').slice(0, 3).join(' | ').slice(0, 600);
}
