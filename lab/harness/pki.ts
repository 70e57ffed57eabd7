import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_SERVER, NODE_ADDRESS, SERVICE_API } from './addresses';
import { STATE, sh } from './process';

export const PKI = join(STATE, 'pki');
export const KUBECONFIG = join(STATE, 'kubeconfig');

/** Makes certificates of one authority, and a kubeconfig for the cluster's administrator. */
export function makeCertificates() {
  mkdirSync(PKI, { recursive: true });
  const file = (name: string) => join(PKI, name);
  const key = (name: string) =>
    sh('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file(name)]);

  key('sa.key');
  sh('openssl', ['ec', '-in', file('sa.key'), '-pubout', '-out', file('sa.pub')]);
  key('ca.key');
  sh('openssl', [
    'req',
    '-x509',
    '-new',
    '-key',
    file('ca.key'),
    '-out',
    file('ca.crt'),
    '-days',
    '2',
    '-subj',
    '/CN=lab',
  ]);

  const certificate = (name: string, subject: string, extensions: string) => {
    key(`${name}.key`);
    sh('openssl', ['req', '-new', '-key', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', subject]);
    writeFileSync(file(`${name}.ext`), extensions);
    const authority = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
    const request = ['-in', file(`${name}.csr`), '-out', file(`${name}.crt`), '-extfile', file(`${name}.ext`)];
    sh('openssl', ['x509', '-req', ...request, ...authority]);
  };
  const names = [
    'DNS:localhost',
    'DNS:kubernetes.default.svc',
    'IP:127.0.0.1',
    `IP:${SERVICE_API}`,
    `IP:${NODE_ADDRESS}`,
  ];
  certificate('apiserver', '/CN=kube-apiserver', `subjectAltName=${names}\nextendedKeyUsage=serverAuth`);
  certificate('admin', '/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth');

  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server: API_SERVER, 'certificate-authority': file('ca.crt') } }],
    users: [{ name: 'admin', user: { 'client-certificate': file('admin.crt'), 'client-key': file('admin.key') } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
    'current-context': 'lab',
  };
  writeFileSync(KUBECONFIG, JSON.stringify(kubeconfig));
}
