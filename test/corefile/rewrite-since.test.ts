import { expect, test } from 'vitest';
import { problemsOf } from '../helpers';

const problems = (directive: string, release: string) =>
  problemsOf({ image: `node-cache:${release}`, extraServerBlocks: `x.example {\n${directive}\n}` });

test.each([
  ['rewrite stop name suffix .x.example .y.example answer auto', '1.21.3', '1.22.28'],
  ['rewrite name regex (.*).x.example {1}.y.example answer name (.*) {1} answer value (.*) {1}', '1.21.3', '1.22.28'],
  ['rewrite ttl x.example 30-60', '1.21.3', '1.22.28'],
  ['rewrite type https A', '1.21.3', '1.22.28'],
  ['template ANY SVCB', '1.21.3', '1.22.28'],
  ['template IN A {\n answer "{{ .Name }} {{ parseInt `1` 16 8 }} IN A 192.0.2.1"\n}', '1.21.3', '1.22.28'],
  ['rewrite cname a.x.example b.x.example', '1.22.28', '1.24.0'],
  ['rewrite rcode x.example SERVFAIL NOERROR', '1.22.28', '1.24.0'],
  ['rewrite edns0 subnet set 24 56 revert', '1.24.0', '1.26.5'],
  ['rewrite edns0 local UNSET 0xffee', '1.26.5', '1.26.6'],
])('%s is refused with %s, whose CoreDNS does not start with it', (directive, old, first) => {
  expect(problems(directive, old)).toHaveLength(1);
  expect(problems(directive, old)[0]).toContain(` needs node-cache ${first}, the image has ${old}; `);
  expect(problems(directive, first)).toEqual([]);
});

test.each([
  'rewrite name regex (.*).x.example {1}.y.example answer name (.*).y.example {1}.x.example',
  'rewrite name answer.x.example b.x.example',
  'rewrite class CH IN',
  'rewrite type ANY HINFO',
  'rewrite ttl x.example 30',
  'rewrite edns0 nsid set',
  'template ANY AAAA',
])('%s is as old as node-cache', (directive) => {
  expect(problems(directive, '1.17.0')).toEqual([]);
});
