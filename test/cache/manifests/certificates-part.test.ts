import { expect, test } from 'vitest';
import { CertificateAuthority, Forward, type NodeLocalDnsCacheProps, Zone } from '../../../src';
import { containerOf, podSpecOf, problemsOf } from '../../helpers';

const by = (certificateAuthority: CertificateAuthority) =>
  Zone.of({ forward: Forward.to(['tls://192.0.2.1%dns.example'], { certificateAuthority }) });
const PROPS: NodeLocalDnsCacheProps = {
  zones: {
    'a.example': by(CertificateAuthority.fromConfigMap('site-ca')),
    'b.example': by(CertificateAuthority.fromConfigMap('site-ca', 'other.pem')),
    'c.example': by(CertificateAuthority.fromConfigMap('site-ca')),
    '.': by(CertificateAuthority.fromSecret('site-ca')),
  },
};

test('each object with certificates is one volume, with the keys that are used', () => {
  expect(podSpecOf(PROPS).volumes?.filter(({ name }) => name.startsWith('tls-ca'))).toEqual([
    {
      name: 'tls-ca-1',
      configMap: {
        name: 'site-ca',
        items: [
          { key: 'ca.crt', path: 'ca.crt' },
          { key: 'other.pem', path: 'other.pem' },
        ],
      },
    },
    { name: 'tls-ca-2', secret: { secretName: 'site-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  ]);
});

test('node-cache has them where the Corefile says, and cannot change them', () => {
  expect(containerOf(PROPS).volumeMounts).toEqual(
    expect.arrayContaining([
      { name: 'tls-ca-1', mountPath: '/etc/tls-ca/config-map/site-ca', readOnly: true },
      { name: 'tls-ca-2', mountPath: '/etc/tls-ca/secret/site-ca', readOnly: true },
    ]),
  );
});

test('a volume of the user cannot have their names', () => {
  expect(problemsOf({ ...PROPS, extraVolumes: [{ name: 'tls-ca-1', emptyDir: {} }] })).toEqual([
    "extraVolumes[0].name: got 'tls-ca-1': is the name of another volume of the pod; write another name",
  ]);
});
