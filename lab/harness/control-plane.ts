import { join } from 'node:path';
import { NODE_ADDRESS, SERVICE_NETWORK } from './addresses';
import { KUBECONFIG, PKI } from './pki';
import { daemon, STATE, sh, until } from './process';
import { program } from './programs';

const ETCD = 'http://127.0.0.1:2379';
const CONTROLLERS = [
  'daemonset',
  'deployment',
  'endpoints',
  'endpointslice',
  'garbage-collector',
  'job',
  'namespace',
  'node-lifecycle',
  'pod-garbage-collector',
  'replicaset',
  'root-ca-certificate-publisher',
  'serviceaccount',
];

/** Starts etcd, API server, controllers and scheduler on loopback. */
export async function startControlPlane() {
  const pki = (name: string) => join(PKI, name);
  daemon('etcd', 'etcd', [
    `--data-dir=${join(STATE, 'etcd')}`,
    `--listen-client-urls=${ETCD}`,
    `--advertise-client-urls=${ETCD}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    '--unsafe-no-fsync',
  ]);
  daemon('kube-apiserver', await program('kube-apiserver'), [
    `--etcd-servers=${ETCD}`,
    '--bind-address=0.0.0.0',
    '--secure-port=6443',
    `--advertise-address=${NODE_ADDRESS}`,
    `--service-cluster-ip-range=${SERVICE_NETWORK}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${pki('sa.pub')}`,
    `--service-account-signing-key-file=${pki('sa.key')}`,
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('apiserver.crt')}`,
    `--tls-private-key-file=${pki('apiserver.key')}`,
    `--kubelet-client-certificate=${pki('admin.crt')}`,
    `--kubelet-client-key=${pki('admin.key')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    // Kubernetes 1.34 and 1.35 have the admission policy in this version of the API.
    '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
  ]);
  const kubectl = await program('kubectl');
  const ready = () => sh(kubectl, ['--kubeconfig', KUBECONFIG, 'get', '--raw', '/readyz']) === 'ok';
  await until('the API server is ready', ready, { seconds: 120, every: 0.2 });

  const common = [`--kubeconfig=${KUBECONFIG}`, '--bind-address=127.0.0.1', '--leader-elect=false'];
  daemon('kube-controller-manager', await program('kube-controller-manager'), [
    ...common,
    `--service-account-private-key-file=${pki('sa.key')}`,
    `--root-ca-file=${pki('ca.crt')}`,
    `--controllers=${CONTROLLERS.map((name) => `${name}-controller`)}`,
  ]);
  daemon('kube-scheduler', await program('kube-scheduler'), common);
}
