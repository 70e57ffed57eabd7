import { describe, expect, test } from 'vitest';
import { QueryLog, ResponseClass, Zone } from '../../src';
import { parseLogFormat } from '../../src/corefile/log-format';
import { cacheOf, faultOf, zoneOf } from '../helpers';

const logOf = (zone: string, queryLog: QueryLog) => zoneOf(zone, { queryLog }).filter((line) => line.startsWith('log'));

test.each([
  ['OFF', QueryLog.OFF, []],
  ['ALL', QueryLog.ALL, ['log']],
  ['DENIALS_AND_ERRORS', QueryLog.DENIALS_AND_ERRORS, ['log .: class denial error']],
  ['JSON', QueryLog.JSON, [`log . ${QueryLog.JSON_FORMAT}`]],
  ['of classes', QueryLog.of({ classes: [ResponseClass.SUCCESS] }), ['log .: class success']],
  [
    'of both',
    QueryLog.of({ classes: [ResponseClass.ERROR], format: '{name} {rcode}' }),
    ['log . {name} {rcode}: class error'],
  ],
])('%s', (_, queryLog, expected) => {
  for (const zone of ['cluster.local', '.']) expect(logOf(zone, queryLog)).toEqual(expected);
});

test('a zone may have a log of its own', () => {
  const props = { queryLog: QueryLog.ALL, zones: { 'corp.example': Zone.of({ queryLog: QueryLog.OFF }) } };

  expect(cacheOf(props).corefile.match(/ {4}log\n/g)).toHaveLength(4);
  expect(zoneOf('corp.example', props)).not.toContain('log');
});

describe('a format', () => {
  test.each(['{common}', 'x {>id} {>rflags} "{name}" {}{type}'.replace('{}', ''), QueryLog.JSON_FORMAT])(
    'may be %s',
    (format) => {
      expect(parseLogFormat(format)).toBe(format);
    },
  );

  test.each([
    ['name', 'has no placeholder; write one such as {name}'],
    ['{nmae}', 'has a placeholder that CoreDNS does not know, {nmae}; did you mean name?'],
    ['{/kubernetes/pod}', 'has a placeholder that CoreDNS does not know, {/kubernetes/pod}; use one of type, name, '],
    ['{name}\n', 'its text "{name}\\n" has a line break, a control or a non-ASCII character; write it another way'],
    ['{$HOME} {name}', 'has a placeholder that CoreDNS does not know, {$HOME}; '],
  ])('cannot be %j', (format, expected) => {
    expect(faultOf(() => parseLogFormat(format)).slice(0, expected.length)).toBe(expected);
  });
});
