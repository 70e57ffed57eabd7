import { describe, expect, test } from 'vitest';
import { Forward, Zone, type ZoneOptions } from '../../src';
import { problemsOf, zoneOf } from '../helpers';

const linesOf = (options: ZoneOptions) => zoneOf('corp.example', { zones: { 'corp.example': Zone.of(options) } });

test('a zone without names asks no server, and keeps no answer', () => {
  expect(zoneOf('corp.example', { zones: { 'corp.example': Zone.nonexistent() } }).slice(1)).toEqual([
    'template ANY ANY: rcode NXDOMAIN',
    'bind 169.254.20.10 10.96.0.10',
    'prometheus :9253',
  ]);
});

test('types that no name has are answered as empty', () => {
  expect(linesOf({ withoutTypes: ['aaaa', 'HTTPS'] })).toEqual(
    expect.arrayContaining(['template ANY AAAA .: rcode NOERROR', 'template ANY HTTPS .: rcode NOERROR']),
  );
});

describe('rewrites', () => {
  test('ask for one name, or all under a name, under another', () => {
    const rewrites = { 'A.Corp.Example.': 'b.example', '*.x.corp.example': '*.y.example' };
    expect(linesOf({ rewrites })).toEqual(
      expect.arrayContaining([
        'rewrite stop name exact a.corp.example b.example answer auto',
        'rewrite stop name suffix .x.corp.example .y.example answer auto',
      ]),
    );
  });

  test('into the cluster are fine in a zone that goes there', () => {
    const rewrites = { 'git.example.org': 'gateway.istio.svc.cluster.local' };
    const zone = Zone.of({ rewrites, forward: Forward.toClusterDns() });
    expect(problemsOf({ zones: { 'git.example.org': zone } })).toEqual([]);
  });
});

test('directives for one zone are in no other', () => {
  const props = { zones: { 'corp.example': Zone.of({ extraPlugins: 'bufsize 1232' }) } };

  expect(zoneOf('corp.example', props)).toContain('bufsize 1232');
  expect(zoneOf('.', props)).not.toContain('bufsize 1232');
});
