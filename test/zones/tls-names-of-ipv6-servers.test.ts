import { expect, test } from 'vitest';
import { Forward, Zone } from '../../src';
import { problemsOf } from '../helpers';

const TWO = ['tls://fd00::1%a.example', 'tls://[fd00::2%b.example]:853'];
const problems = (servers: string[], image?: string) =>
  problemsOf({ image, zones: { 'corp.example': Zone.of({ forward: Forward.to(servers) }) } });

test('two names need a CoreDNS that finds them behind an IPv6 address', () => {
  expect(problems(TWO)).toHaveLength(1);
  expect(problems(TWO)[0]).toContain(
    'a name for each server, IPv6 among them, needs node-cache 1.27.0, the image has 1.26.8',
  );
  expect(problems(TWO, 'node-cache:1.27.0')).toEqual([]);
});

test('one name for all stands apart from the addresses, in every release', () => {
  expect(problems(['tls://fd00::1%a.example', 'tls://fd00::2%a.example'])).toEqual([]);
});

test('IPv4 servers beside an IPv6 server that is verified by its address have names', () => {
  expect(problems(['tls://192.0.2.1%a.example', 'tls://fd00::2%fd00::2'])).toEqual([]);
});

test('an extra server block with such a name needs the same release', () => {
  const extraServerBlocks = 'corp.example {\n forward . tls://fd00::1%a.example\n}';
  expect(problemsOf({ extraServerBlocks })[0]).toContain('a name behind % of an IPv6 address needs node-cache 1.27.0');
  expect(problemsOf({ extraServerBlocks, image: 'node-cache:1.27.0' })).toEqual([]);
});
