import { describe, expect, test } from 'vitest';
import type { NodeLocalDnsCacheProps } from '../../src';
import { parseDirectives } from '../../src/corefile/parser';
import { checkRewriteTargets } from '../../src/corefile/rewrite-target';
import { corefileOf, faultOf, problemsOf } from '../helpers';

const PROPS: NodeLocalDnsCacheProps = {
  stubDomains: { 'corp.example': ['192.0.2.53'] },
  extraServerBlocks: [
    'x.example y.example {\n forward . 192.0.2.54\n}',
    'cluster.example {\n forward . __PILLAR__CLUSTER__DNS__\n}',
    'made.example {\n template ANY ANY\n}',
  ].join('\n'),
};
const check = (rule: string, keys?: string[]) =>
  checkRewriteTargets(parseDirectives(`debug\nrewrite ${rule}`), corefileOf(PROPS), keys);

describe('in the blocks that are ours', () => {
  test('a rewrite into the cluster is refused, with the zone that would do it', () => {
    expect(faultOf(() => check('name exact git.example.org gateway.istio.svc.cluster.local answer auto'))).toBe(
      '`rewrite name exact git.example.org gateway.istio.svc.cluster.local answer auto` asks for a name in ' +
        'cluster.local, and the question stays in the block of ., where nothing knows it; ' +
        "write zones: { 'git.example.org': Zone.of({ forward: Forward.toClusterDns(), " +
        "extraPlugins: 'rewrite name exact git.example.org gateway.istio.svc.cluster.local answer auto' }) }",
    );
  });

  test.each([
    ['name git.example.org a.svc.Cluster.local.', 'git.example.org'],
    ['stop name suffix .example.org .svc.cluster.local', 'example.org'],
    ['name regex (.*)\\.example\\.org {1}.default.svc.cluster.local', 'example.org'],
    ['name regex ^(.*)[.]Example[.]org[.]$ {1}.default.svc.cluster.local', 'example.org'],
    ['name regex ^git[.]example[.]org$ a.svc.cluster.local', 'git.example.org'],
    ['{\n name git.example.org a.cluster.local\n}', 'git.example.org'],
    ['name a.corp.example a.cluster.local', 'a.corp.example'],
  ])('so is %j', (rule, zone) => {
    expect(faultOf(() => check(rule))).toContain(`write zones: { '${zone}': Zone.of({ forward: Forward.to`);
  });

  test('the servers of a stub domain are in the zone to write', () => {
    expect(faultOf(() => check('name a.example.org a.corp.example'))).toContain("forward: Forward.to(['192.0.2.53'])");
  });

  test('records that a template makes must be in the same block', () => {
    expect(faultOf(() => check('name a.example.org a.made.example'))).toMatch(
      '; write the rule and the records of made.example in one server block of extraServerBlocks with both zones',
    );
  });

  test.each([
    'name a.example.org b.example.net',
    'name a.cluster.local b.cluster.local',
    'name a.cluster.local www.example.org',
    'name a.cluster.local a.corp.example',
    'name 1.0.0.10.in-addr.arpa a.cluster.local',
    'name prefix a b.cluster.local',
    'name substring a b.cluster.local',
    'name regex (.*) {1}.cluster.local',
    'name regex (.*)[.]example[.]org {1}',
    'name regex (.*)[.]example[.]org {1}-a.cluster.local',
    'name regex (.*)[.]example[.]org x{1}cluster.local',
    'name suffix org local',
    'ttl a.example.org 30',
    'type ANY HINFO',
    'cname a.example.org a.cluster.local',
  ])('%j is taken', (rule) => {
    expect(() => check(rule)).not.toThrow();
  });
});

describe('in an extra server block', () => {
  test('a rewrite into a zone of other servers is refused', () => {
    const rule = 'name regex (.*) {1}.default.svc.cluster.local';

    expect(faultOf(() => check(rule, ['x.example:53', 'y.example:53']))).toMatch(
      'the question stays in the block of x.example, where nothing knows it; ' +
        'write `forward . __PILLAR__CLUSTER__DNS__` in its block, as cluster.local has it',
    );
  });

  test.each([
    ['name a.x.example a.y.example', ['x.example:53', 'y.example:53']],
    ['name a.cluster.example a.cluster.local', ['cluster.example:53']],
    ['name a.made.example a.cluster.local', ['made.example:53']],
    ['name a.x.example www.example.org', ['x.example:53', 'y.example:53']],
  ])('%j is taken in %j', (rule, keys) => {
    expect(() => check(rule, keys)).not.toThrow();
  });
});

test('a cache has the rewrites of both props checked', () => {
  const rewrite = 'rewrite name a.x.example a.cluster.local';

  expect(
    problemsOf({ extraPlugins: rewrite, extraServerBlocks: `x.example {\n${rewrite}\nforward . 192.0.2.1\n}` }),
  ).toEqual([
    expect.stringMatching(/^extraPlugins: got \[ 'rewrite' \]: `rewrite name a\.x\.example a\.cluster\.local` asks/),
    expect.stringMatching(/^extraServerBlocks: got 'x\.example:53': `rewrite name a\.x\.example a\.cluster/),
  ]);
});
