import { describe, expect, test } from 'vitest';
import { problemsOf } from '../helpers';
import { ACCEPTED, inBraces } from './directives';

const problems = (text: string) => problemsOf({ extraServerBlocks: `x.example {\n${text}\n}` });

describe('arguments that CoreDNS takes', () => {
  test.each(ACCEPTED)('%j', (text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe('arguments that would end node-cache at its next start', () => {
  test.each([
    'bufsize potato',
    'bufsize 511',
    'bufsize 1232 1232',
    'debug x',
    'whoami x',
    'dns64 nope',
    'dns64 64:ff9b::/97',
    'dns64 192.0.2.0/24',
    ...inBraces('dns64', 'prefix', 'prefix 64:ff9b::', 'translate_all no'),
    'loadbalance nonsense',
    'loadbalance weighted /etc/weights',
    ...inBraces('loadbalance', 'prefer', 'prefer 192.0.2.1', 'prefer 192.0.2.0/33'),
    'pprof nope',
    'pprof 127.0.0.1:0',
    'pprof 127.0.0.256:6053',
    'pprof 0.0.0.0:6053',
    'pprof [::1]:6053',
    ...inBraces('pprof', 'block x'),
    'timeouts 3',
    ...inBraces('timeouts', 'read', 'read 0s', 'write 25h', 'idle long'),
    'trace zipkin a b',
    'trace jaeger 192.0.2.1:9411',
    ...inBraces(
      'trace',
      'datadog_analytics_rate 2',
      'datadog_analytics_rate x',
      'zipkin_max_batch_size',
      'zipkin_max_backlog_size x',
      'zipkin_max_batch_interval 5',
    ),
    ...inBraces('trace', 'every', 'every -1', 'client_server maybe'),
    ...inBraces('log', 'class', 'class potato'),
    'log "{remote}"',
    'log . "not a zone"',
    ...inBraces('hosts', 'ttl x', 'ttl 0', 'ttl 65536', 'reload', 'reload soon', '192.0.2.1', '192.0.2.1 a..b'),
    'hosts x.example',
    ...inBraces(
      'cache',
      'prefetch x',
      'prefetch',
      'prefetch 5 1m 95%',
      'prefetch 5 1m 90',
      'serve_stale maybe',
      'serve_stale 1h soon',
      'servfail 6m',
      'servfail',
      'disable',
      'disable all',
      'keepttl yes',
    ),
    ...inBraces(
      'forward . 192.0.2.1',
      'except',
      'prefer_udp yes',
      'expire never',
      'expire -1s',
      'max_fails lots',
      'max_connect_attempts -1',
      'policy fastest',
      'tls /etc/ca.crt',
      'tls_servername',
      'health_check',
      'health_check often',
      'health_check 1s domain',
      'health_check 1s a..b',
      'health_check 1s no_rec domain',
      'max_concurrent many',
      'next NOTHING',
      'failfast_all_unhealthy_upstreams yes',
      'failover NOERROR',
    ),
    'template',
    'template IN',
    'template IN POTATO',
    ...inBraces(
      'template IN A',
      'match',
      'match (',
      'match (?=a)',
      'answer "{{ .Name"',
      'answer "{{ 1s }}"',
      'answer "{{ name }}"',
      'answer "{{ if .Name }}"',
      'rcode 3',
      'ederror x',
      'answer ""',
    ),
    'rewrite',
    'rewrite stop',
    'rewrite answer name a b',
    'rewrite name a.x.example',
    'rewrite name fuzzy a b',
    'rewrite name regex (.*) {2}',
    'rewrite name regex ( x',
    'rewrite name exact a b answer',
    'rewrite name exact a b answer name',
    'rewrite name exact a b answer type a b',
    'rewrite name exact a b answer auto answer name a b',
    'rewrite type ANY',
    'rewrite class IN POTATO',
    'rewrite ttl x.example -',
    'rewrite ttl x.example soon',
    'rewrite ttl a 60-30',
    'rewrite ttl a 0-99999999999',
    'rewrite ttl a 99999999999-',
    'rewrite ttl a 2147483648-',
    'rewrite ttl a 4294967296',
    'rewrite name regex (.*) {0}{1}',
    'rewrite name regex (.*) {01}',
    'rewrite name prefix a..b c',
    'rewrite rcode x.example 24 0',
    'rewrite edns0',
    'rewrite edns0 toString set',
    'rewrite edns0 local set 65536 x',
    'rewrite edns0 local set 0xffee 0x6',
    'rewrite edns0 local set 0xffee {metadata/x}',
    'rewrite edns0 local set 0xffee',
    'rewrite edns0 local unset 0xffee x',
    'rewrite edns0 local unset',
    'rewrite edns0 nsid unset revert',
    'rewrite edns0 subnet unset 24 56',
    'rewrite ttl fuzzy x.example 30',
    'rewrite cname a',
    'rewrite cname a b c d',
    'rewrite rcode x.example SERVFAIL',
    'rewrite edns0 local remove 0xffee 0x61',
    'rewrite edns0 local set ffee',
    'rewrite edns0 subnet set 24',
    'rewrite edns0 x set',
  ])('%j', (text) => {
    expect(problems(text)[0]).toMatch(/ is not what `.+` takes; write /);
  });

  test('`timeouts` without one', () => {
    for (const text of ['timeouts', 'timeouts {\n}']) {
      expect(problems(text)[0]).toMatch('`timeouts` has no option; write one, or leave it out');
    }
  });

  test('`domain` of `health_check` with an old image', () => {
    const extraServerBlocks = 'x.example {\nforward . 192.0.2.1 {\nhealth_check 1s domain x.example\n}\n}';

    expect(problemsOf({ extraServerBlocks, image: 'node-cache:1.21.3' })[0]).toMatch(
      '`health_check 1s domain x.example` needs node-cache 1.22.28',
    );
  });
});
