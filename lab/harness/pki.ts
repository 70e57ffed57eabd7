import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_SERVER, NODE_ADDRESS, SERVICE_API } from './addresses';
import { STATE, sh } from './process';

export const PKI = join(STATE, 'pki');
export const KUBECONFIG = join(STATE, 'kubeconfig');

/** A certificate of an authority and its key, in PEM. */
export interface Signed {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that signs certificates. */
export interface Authority {
  readonly certificate: string;
  readonly key: string;
  /** @param extensions lines for openssl, such as `subjectAltName=DNS:dns.example` */
  sign(subject: string, extensions: string): Signed;
}

export function makeAuthority(name: string): Authority {
  const key = makeKey();
  const subject = ['-subj', `/CN=${name}`, '-days', '2'];
  const certificate = inDirectory({ key }, (file) =>
    sh('openssl', ['req', '-x509', '-new', '-key', file('key'), ...subject]),
  );
  return { certificate, key, sign: (...request) => sign({ certificate, key }, ...request) };
}

function sign(authority: Signed, subject: string, extensions: string): Signed {
  const key = makeKey();
  const files = { key, ca: authority.certificate, caKey: authority.key, extensions };
  const certificate = inDirectory(files, (file) => {
    sh('openssl', ['req', '-new', '-key', file('key'), '-out', file('request'), '-subj', subject]);
    const by = ['-CA', file('ca'), '-CAkey', file('caKey'), '-CAcreateserial', '-days', '2'];
    return sh('openssl', ['x509', '-req', ...by, '-in', file('request'), '-extfile', file('extensions')]);
  });
  return { certificate, key };
}

function makeKey(): string {
  return sh('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout']);
}

/** Runs a function on files in a directory of their own. */
function inDirectory<T>(files: Record<string, string>, body: (file: (name: string) => string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'pki-'));
  const file = (name: string) => join(directory, name);
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(file(name), text);
    return body(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Makes certificates of one authority, and a kubeconfig for the cluster's administrator. */
export function makeCertificates() {
  mkdirSync(PKI, { recursive: true });
  const file = (name: string) => join(PKI, name);
  const write = (name: string, { certificate, key }: Signed) => {
    writeFileSync(file(`${name}.crt`), certificate);
    writeFileSync(file(`${name}.key`), key);
  };

  writeFileSync(file('sa.key'), makeKey());
  sh('openssl', ['ec', '-in', file('sa.key'), '-pubout', '-out', file('sa.pub')]);
  const authority = makeAuthority('lab');
  write('ca', authority);
  const names = [
    'DNS:localhost',
    'DNS:kubernetes.default.svc',
    'IP:127.0.0.1',
    `IP:${SERVICE_API}`,
    `IP:${NODE_ADDRESS}`,
  ];
  const server = `subjectAltName=${names}\nextendedKeyUsage=serverAuth`;
  write('apiserver', authority.sign('/CN=kube-apiserver', server));
  write('admin', authority.sign('/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth'));

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
