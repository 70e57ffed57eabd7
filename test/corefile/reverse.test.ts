import { expect, test } from 'vitest';
import { reverseZones } from '../../src/corefile/reverse';

test.each([
  // As CoreDNS's own tests have them.
  ['10.0.0.0/15', ['0.10.in-addr.arpa', '1.10.in-addr.arpa']],
  ['10.0.0.0/16', ['0.10.in-addr.arpa']],
  ['192.168.1.1/23', ['0.168.192.in-addr.arpa', '1.168.192.in-addr.arpa']],
  ['10.129.63.0/22', ['60', '61', '62', '63'].map((label) => `${label}.129.10.in-addr.arpa`)],
  ['2001:db8::/31', ['8.b.d.0.1.0.0.2.ip6.arpa', '9.b.d.0.1.0.0.2.ip6.arpa']],
  ['10.0.0.0/24', ['0.0.10.in-addr.arpa']],
  ['192.0.2.7/32', ['7.2.0.192.in-addr.arpa']],
  ['192.0.2.7/31', ['6.2.0.192.in-addr.arpa', '7.2.0.192.in-addr.arpa']],
  ['0.0.0.0/0', ['in-addr.arpa']],
  ['::/0', ['ip6.arpa']],
  ['fd00::1.2.3.4/128', [`4.0.3.0.2.0.1.0.${'0.'.repeat(20)}0.0.d.f.ip6.arpa`]],
  ['::1.2.3.4/128', [`4.0.3.0.2.0.1.0.${'0.'.repeat(24)}ip6.arpa`]],
  ['::ffff:1.2.3.4/128', [`4.0.3.0.2.0.1.0.f.f.f.f.${'0.'.repeat(20)}ip6.arpa`]],
  ['2001:0DB8:1:2:3:4:5:6/64', ['2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa']],
])('%s has the zones %j', (network, zones) => {
  expect(reverseZones(network)).toEqual(zones);
});
