import { expect, test } from 'vitest';
import { CertificateAuthority, Forward, Zone } from '../../src';
import { problemsOf } from '../helpers';

const problems = (key: string) => {
  const certificateAuthority = CertificateAuthority.fromConfigMap('site-ca', key);
  const forward = Forward.to(['tls://192.0.2.1%dns.example'], { certificateAuthority });
  return problemsOf({ zones: { 'corp.example': Zone.of({ forward }) } });
};

test.each(['..data', '...', '..'])('the key %s is refused, as Kubernetes refuses it', (key) => {
  expect(problems(key)).toHaveLength(1);
});

test.each(['.ca', 'a..b', 'ca.crt'])('the key %s is accepted', (key) => {
  expect(problems(key)).toEqual([]);
});
