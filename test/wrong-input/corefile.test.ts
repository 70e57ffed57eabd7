import { Duration } from 'cdk8s';
import { CacheProfile, Metrics } from '../../src';
import { describeRefused, type Wrong } from '../helpers';

const TWICE = 'leave one of the two out';
const NEWER = 'use a newer image, set imageVersion if the tag does not say it, or leave it out';
const OLD = { image: 'cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0' };
const LOOP = (ip: string) =>
  `${ip} is an address of this cache, so a query would loop; name another server, or write __PILLAR__CLUSTER__DNS__ for the cluster's DNS`;
const LOOPBACK = (ip: string) =>
  `${ip} is a loopback address, where a query would come back or find nothing; name the servers behind the node's own resolver`;

const SECONDS = (seconds: number) => Duration.seconds(seconds);
const CAPACITY = 'is out of range; write a whole number from 1024 to 2147483647';
const PERCENTAGE = 'is out of range; write a whole number from 10 to 90';
const TIME = (least: number, most: number) =>
  `is out of range; write whole seconds from ${least} to ${most}, such as Duration.seconds(30)`;
const TTL = TIME(1, 2147483647);
const CACHES: Wrong[] = [
  [
    'cache',
    30,
    'is no CacheProfile; write CacheProfile.OFFICIAL, CacheProfile.RESILIENT, CacheProfile.FAIL_FAST or CacheProfile.of({ ... })',
  ],
  ...(
    [
      ['successCapacity', { successCapacity: 1023 }, CAPACITY],
      ['denialCapacity', { denialCapacity: 0 }, CAPACITY],
      ['successTtl', { successTtl: SECONDS(0) }, TTL],
      ['denialTtl', { denialTtl: SECONDS(0) }, TTL],
      ['serveStale', { serveStale: SECONDS(0) }, TTL],
      [
        'successTtl',
        { successTtl: Duration.millis(1500) },
        TTL.replace('out of range', 'not a number of whole seconds'),
      ],
      ['successTtl', { successTtl: Duration.days(36500) }, TTL],
      ['prefetchAmount', { prefetchAmount: 0 }, 'is out of range; write a whole number from 1 to 2147483647'],
      ['prefetchPercentage', { prefetchAmount: 2, prefetchPercentage: 9 }, PERCENTAGE],
      ['prefetchPercentage', { prefetchAmount: 2, prefetchPercentage: 91 }, PERCENTAGE],
      ['prefetchPercentage', { prefetchPercentage: 20 }, 'does nothing without prefetchAmount; set prefetchAmount'],
      [
        'prefetchDuration',
        { prefetchDuration: SECONDS(60) },
        'does nothing without prefetchAmount; set prefetchAmount',
      ],
      ['servfailTtl', { servfailTtl: SECONDS(301) }, TIME(0, 300)],
    ] as const
  ).map(([option, options, expected]): Wrong => [`cache.${option}`, CacheProfile.of(options), expected]),
  [
    'cache.servfailTtl',
    CacheProfile.of({ servfailTtl: SECONDS(5) }),
    `it needs node-cache 1.22.28, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
];

const EXTRAS: Wrong[] = [
  [
    'extraPlugins',
    'ready',
    'node-cache has no plugin `ready`; use one of bufsize, debug, dns64, loadbalance, pprof, rewrite, template, timeouts, trace, whoami',
  ],
  [
    'extraPlugins',
    'timeouts {\n read 5s\n}',
    `the plugin \`timeouts\` needs node-cache 1.26.8, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
  [
    'extraServerBlocks',
    'a.example {\n forward . 192.0.2.1 {\n  next NXDOMAIN\n }\n}',
    `the option \`next\` of \`forward\` needs node-cache 1.26.5, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
  ...(
    [
      ['bind 0.0.0.0', 'leave it out: every server block gets it'],
      ['errors', 'leave it out: every server block gets it'],
      ['loop', 'leave it out: every server block gets it'],
      ['health', 'use the prop healthPort'],
      ['prometheus', 'use the props metrics and metricsPort'],
      ['reload', 'leave it out: a changed ConfigMap is reloaded'],
      ['cache 60', 'use the prop cache, or that of a zone'],
      ['forward . 192.0.2.1', 'use the prop zones'],
      ['hosts {\n}', 'use the prop hostRecords'],
      ['log', 'use the prop queryLog'],
    ] as const
  ).map(
    ([text, instead]): Wrong => ['extraPlugins', text, `\`${text.split(' ')[0]}\` is set by this package; ${instead}`],
  ),
  [
    'extraServerBlocks',
    'a.example {\n bind 0.0.0.0\n}',
    '`bind` is set by this package; leave it out: every server block gets it',
  ],
  ['extraServerBlocks', 'a.example {\n forward . 10.96.0.10\n}', LOOP('10.96.0.10')],
  ['extraServerBlocks', 'a.example {\n forward . 127.0.0.1\n}', LOOPBACK('127.0.0.1')],
  [
    'extraServerBlocks',
    '. {\n whoami\n}',
    'is served already, by the root zone; use the prop zones, which can replace it',
  ],
  [
    'extraServerBlocks',
    '.:53 {\n whoami\n}',
    'is served already, by the root zone; use the prop zones, which can replace it',
  ],
  [
    'extraServerBlocks',
    'metrics.invalid {\n whoami\n}',
    `is served already, by the metrics; ${TWICE}`,
    { metrics: Metrics.LIGHT },
  ],
  ['extraServerBlocks', 'Cluster.Local. {\n whoami\n}', `is served already, by clusterDomain; ${TWICE}`],
];

describeRefused({ CACHES, EXTRAS });
