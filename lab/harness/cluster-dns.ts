import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { EXAMPLE_SITE_RESOLVERS, EXAMPLE_STUB_RESOLVERS, KUBE_DNS, SITE_RESOLVER } from './addresses';
import { IMAGES } from './images';
import { daemon, STATE } from './process';
import { program } from './programs';

const LABELS = { 'k8s-app': 'kube-dns' };
const NAMESPACE = 'kube-system';

export const CLUSTER_COREFILE = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  prometheus :9153
  forward . /etc/resolv.conf
  cache 30
  reload 2s 1s
}
`;

/** The cluster's DNS: CoreDNS behind the Service that every kubelet names. */
export function clusterDns(corefile = CLUSTER_COREFILE): string {
  const metadata = { name: 'coredns', namespace: NAMESPACE };
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' };
  const watch = ['list', 'watch'];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: role.name },
      rules: [
        { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: watch },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: watch },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: role.name },
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: corefile } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: NAMESPACE, labels: LABELS },
      spec: {
        clusterIP: KUBE_DNS,
        selector: LABELS,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, labels: LABELS },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            serviceAccountName: 'coredns',
            dnsPolicy: 'Default',
            containers: [
              {
                name: 'coredns',
                image: IMAGES.coredns,
                args: ['-conf', '/etc/coredns/Corefile'],
                readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
                volumeMounts: [{ name: 'corefile', mountPath: '/etc/coredns' }],
              },
            ],
            volumes: [{ name: 'corefile', configMap: { name: 'coredns' } }],
          },
        },
      },
    },
  ]
    .map((object) => stringify(object))
    .join('---\n');
}

/** Names that the site's resolver knows: those in the documents' checks, with addresses from the documentation range. */
export const SITE_NAMES: Record<string, string> = {
  'www.example.org': '192.0.2.7',
  'www.a.shifen.com': '192.0.2.8',
  'baidu.com': '192.0.2.10',
  'mail.baidu.com': '192.0.2.11',
  'github.com': '192.0.2.12',
  'www.yahoo.com': '192.0.2.13',
  'www.microsoft.com': '192.0.2.14',
  'www.aliyun.com': '192.0.2.15',
  'developer.aliyun.com': '192.0.2.16',
  'kubernetes.io': '192.0.2.17',
};

/** A name that the site's resolver knows, whose answers live no longer than the cluster's: 30 s. */
export const SHORT_NAME = 'short.example';

/** A name of the stub domain's own resolver, which the site's resolver does not know. */
export const STUB_NAME = { name: 'db.corp.example', address: '192.0.2.99' };

/** Starts the resolvers outside of the cluster. Each logs its queries, so that a test can count them. */
export async function startSiteResolvers() {
  const directory = join(STATE, 'site');
  mkdirSync(directory, { recursive: true });
  const corefile = join(directory, 'Corefile');
  const hosts = Object.entries(SITE_NAMES).map(([name, address]) => `    ${address} ${name}`);
  writeFileSync(
    corefile,
    `. {
  bind ${[SITE_RESOLVER, ...EXAMPLE_SITE_RESOLVERS].join(' ')}
  log . "{proto} {type} {name}"
  template IN A www.baidu.com {
    answer "www.baidu.com. 300 IN CNAME www.a.shifen.com."
  }
  template IN A cached.example {
    answer "{{ .Name }} 300 IN A 192.0.2.30"
  }
  template IN A ${SHORT_NAME} {
    answer "{{ .Name }} 30 IN A 192.0.2.31"
  }
  hosts {
${hosts.join('\n')}
    ttl 300
  }
}
${stubBlock(EXAMPLE_STUB_RESOLVERS[0], 53)}
${stubBlock(EXAMPLE_STUB_RESOLVERS[1], 5353)}
`,
  );
  return daemon('site-resolver', await program('coredns-cluster'), ['-conf', corefile, '-quiet']);
}

function stubBlock(address: string, port: number): string {
  return `corp.example:${port} {
  bind ${address}
  log . "{proto} {type} {name}"
  hosts {
    ${STUB_NAME.address} ${STUB_NAME.name}
    ttl 300
  }
}`;
}
