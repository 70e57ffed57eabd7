import { describe, expect, test } from 'vitest';
import { problemsOf, zoneOf, zonesOf } from '../helpers';

const NOT_SERVED =
  'is not one that the cache can serve; write a domain or a network, with port 53 or none: other ports and protocols do not reach the cache';

describe('extraServerBlocks', () => {
  test('come before the root zone, with what every block has', () => {
    const props = { extraServerBlocks: 'Lab.Example. {\r\n  whoami\r\n}\r\n' };

    expect(zonesOf(props)).toEqual(['cluster.local:53', 'in-addr.arpa:53', 'ip6.arpa:53', 'lab.example:53', '.:53']);
    expect(zoneOf('lab.example', props)).toEqual([
      expect.stringMatching(/^errors/),
      'whoami',
      'bind 169.254.20.10 10.96.0.10',
      'prometheus :9253',
    ]);
  });

  test.each(['a.example', 'a.example.', 'A.EXAMPLE:53', 'dns://a.example', 'dns://a.example:53'])(
    'take the zone as %s',
    (key) => {
      expect(zonesOf({ extraServerBlocks: `${key} {\n}` })).toContain('a.example:53');
    },
  );

  test.each(['a.example b.example:53', 'a.example, b.example', 'a.example,\tb.example:53'])(
    'may have several zones in one block: %j',
    (keys) => {
      expect(zonesOf({ extraServerBlocks: `${keys} {\n}` }).slice(3, 5)).toEqual(['a.example:53', 'b.example:53']);
    },
  );

  test('take a network as the zones of its addresses', () => {
    expect(zonesOf({ extraServerBlocks: '10.1.2.3/23, dns://fd00::/8:53 {\n}' }).slice(3, 6)).toEqual([
      '2.1.10.in-addr.arpa:53',
      '3.1.10.in-addr.arpa:53',
      'd.f.ip6.arpa:53',
    ]);
  });

  test('look for loops where they forward, and only there: behind it a plugin must follow', () => {
    const extraServerBlocks = 'x.example {\n forward . 192.0.2.1\n}\ny.example {\n template ANY ANY\n}';

    expect(zoneOf('x.example', { extraServerBlocks })).toContain('loop');
    expect(zoneOf('y.example', { extraServerBlocks })).not.toContain('loop');
  });

  test.each([
    'a.example:5353',
    'a.example:053',
    'a.example:',
    'tls://a.example',
    'https://a.example',
    'fd00::1',
    'a/24',
    '192.0.2.0/33',
    '192.0.2.0/24:5353',
    'fd00::/129',
    'tls://192.0.2.0/24',
  ])('fail with the zone %s', (key) => {
    expect(problemsOf({ extraServerBlocks: `${key} {\n}` })[0]).toMatch(
      `the zone ${JSON.stringify(key)} ${NOT_SERVED}`,
    );
  });

  test.each([
    ['(snippet)', 'the zone "(snippet)" has a label that no domain can have, "(snippet)"'],
    ['a.example,,b.example', 'the zone "a.example,,b.example" has a label that no domain can have, "example,,b"'],
    ['192.0.2.1', 'the zone "192.0.2.1" is an address, not a domain'],
  ])('fail with the zone %s, which is no domain', (key, expected) => {
    expect(problemsOf({ extraServerBlocks: `${key} {\n}` })[0]).toContain(expected);
  });

  test.each(['a.example A.Example.', 'a.example dns://a.example:53'])('fail with one zone twice: %s', (keys) => {
    expect(problemsOf({ extraServerBlocks: `${keys} {\n}` })).toEqual([
      "extraServerBlocks: got 'a.example': is served already, by extraServerBlocks; leave one of the two out",
    ]);
  });

  test('fail with a zone that a stub domain serves', () => {
    const stubDomains = { 'a.example': ['192.0.2.1'] };

    expect(problemsOf({ stubDomains, extraServerBlocks: 'A.example {\n}' })).toEqual([
      "extraServerBlocks: got 'a.example': is served already, by stubDomains; leave one of the two out",
    ]);
  });

  test('fail where they are no string', () => {
    expect(problemsOf({ extraServerBlocks: ['a {'] })).toEqual([
      "extraServerBlocks: got [ 'a {' ]: is not a string; write it as '...'",
    ]);
  });
});

describe('extraPlugins', () => {
  const props = { extraPlugins: 'loadbalance round_robin', extraServerBlocks: 'x.example {\n  whoami\n}' };

  test('are in every block that is ours', () => {
    for (const zone of ['cluster.local', 'in-addr.arpa', 'ip6.arpa', '.']) {
      expect(zoneOf(zone, props)).toContain('loadbalance round_robin');
    }
  });

  test('are not in the blocks of extraServerBlocks', () => {
    expect(zoneOf('x.example', props)).not.toContain('loadbalance round_robin');
  });

  test('cannot end their block and begin another', () => {
    expect(problemsOf({ extraPlugins: 'debug\n}\nevil.example {\n  whoami' })[0]).toContain(
      'line 2: a } closes nothing',
    );
  });
});
