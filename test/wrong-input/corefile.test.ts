import { Duration } from 'cdk8s';
import { CacheProfile, Metrics } from '../../src';
import { describeRefused, type Wrong } from '../helpers';

const TWICE = 'leave one of the two out';
const NEWER = 'use a newer image, set imageVersion if the tag does not tell it, or leave it out';
const OLD = { image: 'cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0' };
const LOOP = (ip: string) => `${ip} is an address of this cache, so a query would loop; name another server`;
const LOOPBACK = (ip: string) =>
  `${ip} is a loopback address, where a query would come back or find nothing; name the servers behind the node's own resolver`;

const FAR = (seconds: number) => Duration.seconds(seconds);
const CACHES: Wrong[] = [
  ['cache', 30, 'is no CacheProfile; write CacheProfile.OFFICIAL, CacheProfile.RESILIENT or CacheProfile.of({ ... })'],
  ...(
    [
      [
        { successCapacity: 1023 },
        'successCapacity 1023 is not a capacity; write a whole number from 1024 to 2147483647',
      ],
      [{ denialCapacity: 0 }, 'denialCapacity 0 is not a capacity; write a whole number from 1024 to 2147483647'],
      [{ successTtl: FAR(0) }, 'successTtl is 0, which would cache nothing; write a second or more'],
      [{ denialTtl: FAR(0) }, 'denialTtl is 0, which would cache nothing; write a second or more'],
      [{ serveStale: FAR(0) }, 'serveStale is 0, which would cache nothing; write a second or more'],
      [{ successTtl: Duration.millis(1500) }, 'successTtl 1.5 s is not whole; write whole seconds'],
      [{ successTtl: Duration.days(36500) }, 'successTtl 3153600000 s is over 68 years; write a shorter one'],
      [{ prefetchAmount: 0 }, 'prefetchAmount 0 is not a number of queries; write a whole number of 1 or more'],
      [
        { prefetchAmount: 2, prefetchPercentage: 9 },
        'prefetchPercentage 9 is out of range; write a whole number from 10 to 90',
      ],
      [
        { prefetchAmount: 2, prefetchPercentage: 91 },
        'prefetchPercentage 91 is out of range; write a whole number from 10 to 90',
      ],
      [
        { prefetchPercentage: 20 },
        'prefetchDuration and prefetchPercentage do nothing without prefetchAmount; set prefetchAmount',
      ],
      [{ servfailTtl: FAR(301) }, 'servfailTtl 301 s is over 5 minutes; write 5 minutes or less'],
    ] as const
  ).map(([options, expected]): Wrong => ['cache', CacheProfile.of(options), expected]),
  [
    'cache',
    CacheProfile.of({ servfailTtl: FAR(5) }),
    `servfailTtl needs node-cache 1.22.28, the image has 1.17.0; ${NEWER}`,
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
      ['cache 60', 'use the prop cache'],
      ['forward . 192.0.2.1', 'use the props upstreamServers and stubDomains'],
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
  ['extraServerBlocks', '. {\n whoami\n}', `is served already, by the root zone; ${TWICE}`],
  ['extraServerBlocks', '.:53 {\n whoami\n}', `is served already, by the root zone; ${TWICE}`],
  [
    'extraServerBlocks',
    'metrics.invalid {\n whoami\n}',
    `is served already, by the metrics; ${TWICE}`,
    { metrics: Metrics.LIGHT },
  ],
  ['extraServerBlocks', 'Cluster.Local. {\n whoami\n}', `is served already, by clusterDomain; ${TWICE}`],
];

describeRefused({ CACHES, EXTRAS });
