import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CertificateAuthority,
  Forward,
  type ForwardOptions,
  ForwardPolicy,
  type NodeLocalDnsCacheProps,
  Zone,
} from '../../src';
import { makeAuthority } from '../harness/pki';
import { NODE_RESOLVER } from './configuration';
import { type Answer, ask } from './question';
import type { ServerOf, Servers } from './record-servers';
import { whileZonesAreServed } from './zone-servers';

const RECORDS = { 'www.example.org A': ['@ 300 A 192.0.2.7'] };
const ANSWERED = { code: 'NOERROR', records: [{ name: 'www.example.org', ttl: 30, type: 'A', value: '192.0.2.7' }] };
const FAILED: Answer = { code: 'SERVFAIL', records: [] };

const OURS = makeAuthority('site');
const OTHER = makeAuthority('other');
/** The name in the certificate of each server. */
const CERTIFIED = {
  '192.0.2.9': 'DNS:dns.example',
  '192.0.2.10': 'IP:192.0.2.10',
  '2001:db8::9': 'DNS:dns.example',
  '2001:db8::10': 'IP:2001:db8::10',
};
let servers: Servers;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tls-'));
  servers = Object.fromEntries(
    Object.entries(CERTIFIED).map(([address, name]) => [address, serverWith(address, name)]),
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A server with TLS, whose certificate has a name. */
function serverWith(address: string, name: string): ServerOf {
  const signed = OURS.sign('/CN=dns', `subjectAltName=${name}\nextendedKeyUsage=serverAuth`);
  const write = (part: 'certificate' | 'key') => {
    const file = join(directory, `${address}.${part}`);
    writeFileSync(file, signed[part]);
    return file;
  };
  return { records: RECORDS, certificate: { certificate: write('certificate'), key: write('key') } };
}

/** The root's way to servers with TLS, with certificates of ours from a ConfigMap. */
const toRoot = (to: string[], options: ForwardOptions = {}): NodeLocalDnsCacheProps => ({
  zones: {
    '.': Zone.of({
      forward: Forward.to(to, { certificateAuthority: CertificateAuthority.fromConfigMap('site-ca'), ...options }),
    }),
  },
});

/** What a name is answered with, and how many queries the servers got. */
async function asked(props: NodeLocalDnsCacheProps, authority = OURS.certificate, more: Servers = {}) {
  let result = { answer: FAILED, queries: [] as string[] };
  await whileZonesAreServed(
    props,
    { ...servers, ...more },
    async ({ address, servers }) => {
      const answer = await ask(address, 'www.example.org', 'A');
      result = { answer, queries: await servers.queries(0) };
    },
    { authority },
  );
  return result;
}

describe('DNS over TLS', () => {
  test.each([
    ['with the name in its certificate', 'tls://192.0.2.9%dns.example', '192.0.2.9:853'],
    ['with the address in its certificate', 'tls://192.0.2.10%192.0.2.10', '192.0.2.10:853'],
    ['by IPv6 with the name', 'tls://2001:db8::9%dns.example', '[2001:db8::9]:853'],
    ['by IPv6 with the address', 'tls://[2001:db8::10%2001:db8::10]:853', '[2001:db8::10]:853'],
  ])('a server answers %s', async (_, server, by) => {
    expect(await asked(toRoot([server]))).toEqual({ answer: ANSWERED, queries: [`${by} tcp A www.example.org`] });
  });

  test.each([
    [['tls://192.0.2.10%192.0.2.10', 'tls://192.0.2.9%dns.example'], '192.0.2.10:853'],
    [['tls://192.0.2.9%dns.example', 'tls://192.0.2.10%192.0.2.10'], '192.0.2.9:853'],
  ])('each of two servers answers by its own name: %j', async (list, by) => {
    const props = toRoot(list, { policy: ForwardPolicy.SEQUENTIAL });

    expect(await asked(props)).toEqual({ answer: ANSWERED, queries: [`${by} tcp A www.example.org`] });
  });

  test.each([
    ['with another name', 'tls://192.0.2.9%dns.example.net', OURS],
    ['without the address in its certificate', 'tls://192.0.2.9%192.0.2.9', OURS],
    ['with a name where its certificate has the address', 'tls://192.0.2.10%dns.example', OURS],
    ['of an authority that is not in the ConfigMap', 'tls://192.0.2.9%dns.example', OTHER],
  ])('a server %s gets no question, and the answer is SERVFAIL', async (_, server, { certificate }) => {
    expect(await asked(toRoot([server]), certificate)).toEqual({ answer: FAILED, queries: [] });
  });

  test("a server of an authority of ours is unknown without certificateAuthority, by upstreamServers' short form", async () => {
    const props = { upstreamServers: ['tls://192.0.2.9%dns.example'] };

    expect(await asked(props)).toEqual({ answer: FAILED, queries: [] });
  });

  test('a plain server in the list is asked without TLS', async () => {
    const plain = { [NODE_RESOLVER]: { records: RECORDS } };
    const { answer, queries } = await asked(toRoot(['tls://192.0.2.9%no.example', NODE_RESOLVER]), undefined, plain);

    expect(answer).toEqual(ANSWERED);
    expect(queries).toEqual([`${NODE_RESOLVER} udp A www.example.org`]);
  });
});
