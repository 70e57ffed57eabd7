import { expect, test } from 'vitest';
import { Zone } from '../../src';
import { zoneOf } from '../helpers';

test('the rewrite of a name comes before that of all names around it, since CoreDNS takes the first', () => {
  const rewrites = {
    '*.corp.example': '*.a.corp.example',
    '*.x.corp.example': '*.b.corp.example',
    'y.x.corp.example': 'c.corp.example',
  };
  const lines = zoneOf('corp.example', { zones: { 'corp.example': Zone.of({ rewrites }) } });

  expect(lines.filter((line) => line.startsWith('rewrite'))).toEqual([
    'rewrite stop name exact y.x.corp.example c.corp.example answer auto',
    'rewrite stop name suffix .x.corp.example .b.corp.example answer auto',
    'rewrite stop name suffix .corp.example .a.corp.example answer auto',
  ]);
});
