/** Kubelet configurations as nodes have them, and as people write them. */

const HEAD = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const DNS = 'clusterDNS:\n- 10.96.0.10\n';
const TAIL = 'clusterDomain: cluster.local\nrotateCertificates: true\n';
const ORDINARY = `${HEAD}${DNS}${TAIL}`;

/** The /var/lib/kubelet/config.yaml of kubeadm, by the minor release. */
function kubeadm(minor: number): string {
  const since = (release: number, text: string) => (minor >= release ? text : '');
  return `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
${since(21, 'cgroupDriver: systemd\n')}clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
${since(27, 'containerRuntimeEndpoint: ""\n')}cpuManagerReconcilePeriod: 0s
${since(32, 'crashLoopBackOff: {}\n')}evictionPressureTransitionPeriod: 0s
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
httpCheckFrequency: 0s
${since(29, 'imageMaximumGCAge: 0s\n')}imageMinimumGCAge: 0s
kind: KubeletConfiguration
${since(21, 'logging:\n  flushFrequency: 0\n  options:\n    json:\n      infoBufferSize: "0"\n  verbosity: 0\n')}${since(22, 'memorySwap: {}\n')}nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
rotateCertificates: true
runtimeRequestTimeout: 0s
${since(21, 'shutdownGracePeriod: 0s\nshutdownGracePeriodCriticalPods: 0s\n')}staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
syncFrequency: 0s
volumeStatsAggPeriod: 0s
`;
}

const KIND = `${kubeadm(36).replace('clusterDomain', 'cgroupRoot: /kubelet\nclusterDomain')}failSwapOn: false
imageGCHighThresholdPercent: 100
evictionHard:
  imagefs.available: 0%
  nodefs.available: 0%
`;

const AS_JSON = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', clusterDomain: 'a.b' };
const json = (more: object, indent?: number | string) => JSON.stringify({ ...AS_JSON, ...more }, null, indent);
const versions = Array.from({ length: 21 }, (_, index) => 16 + index);

export const CONFIGURATIONS: Record<string, string> = {
  ...Object.fromEntries(versions.map((minor) => [`kubeadm 1.${minor}`, kubeadm(minor)])),
  kind: KIND,
  'RKE2, k3s and EKS: JSON on many lines': `${json({ clusterDNS: ['10.43.0.10'], port: 10250 }, 2)}\n`,
  'JSON with tabs': json(
    { authentication: { anonymous: { enabled: false } }, clusterDNS: ['10.43.0.10', '10.43.0.11'] },
    '\t',
  ),
  'JSON on one line': json({ clusterDNS: ['10.43.0.10'], evictionHard: { 'memory.available': '1Mi' } }),
  'JSON with healthzPort': json({
    healthzPort: 0,
    staticPodURLHeader: { healthzPort: ['7'] },
    clusterDNS: ['10.43.0.10'],
  }),
  'healthzPort that others have too': `${HEAD}healthzPort: 0 # healthzPort: 9\nstaticPodURLHeader:\n  healthzPort:\n  - '8'\n${DNS}`,
  'JSON without clusterDNS': json({}, 2),
  'JSON on one line without clusterDNS': json({}),
  'JSON with an empty list': json({ clusterDNS: [] }, 4),
  'JSON with null': json({ clusterDNS: null, maxPods: 110 }),
  'JSON with clusterDNS in a text': json({
    staticPodURL: 'http://x/?"clusterDNS": ["1.1.1.1"]',
    clusterDNS: ['10.43.0.10'],
  }),
  'JSON with brackets in texts': json({ staticPodURL: 'http://]}{["', clusterDNS: ['10.43.0.10'] }),
  'JSON after ---': `--- ${json({ clusterDNS: ['10.96.0.10'] })}\n`,
  ordinary: ORDINARY,
  'a list that is indented': `${HEAD}clusterDNS:\n    - 10.96.0.10\n    - 10.96.0.11\n${TAIL}`,
  'a list in brackets': `${HEAD}clusterDNS: [10.96.0.10]\n${TAIL}`,
  'a list in brackets on many lines': `${HEAD}clusterDNS: [\n  10.96.0.10,\n  "10.96.0.11",\n  '10.96.0.12' ]\n${TAIL}`,
  'quoted items': `${HEAD}clusterDNS:\n- "10.96.0.10"\n- '10.96.0.11'\n${TAIL}`,
  'a quoted key': `${HEAD}"clusterDNS":\n- 10.96.0.10\n${TAIL}`,
  'a key in single quotes, and a space before the colon': `${HEAD}'clusterDNS' : [ "10.96.0.10" ]\n${TAIL}`,
  'an empty list': `${HEAD}clusterDNS: []\n${TAIL}`,
  'nothing in the list': `${HEAD}clusterDNS:\n${TAIL}`,
  null: `${HEAD}clusterDNS: null # none yet\n${TAIL}`,
  tilde: `${HEAD}clusterDNS: ~\n${TAIL}`,
  'no clusterDNS': `${HEAD}${TAIL}`,
  'no clusterDNS, and no final newline': `${HEAD}maxPods: 110`,
  'clusterDNS last': `${HEAD}${DNS}`,
  'clusterDNS last, without a final newline': `${HEAD}clusterDNS:\n- 10.96.0.10`,
  'clusterDNS first': `${DNS}${HEAD}${TAIL}`,
  'many comments': `# managed by hand\n\n${HEAD}# clusterDNS: [10.1.1.1]\nclusterDNS:   # the cluster's\n# first\n- 10.96.0.10 # kube-dns\n\n  # second\n- 10.96.0.11   # spare\n# the domain\n${TAIL}# end`,
  'tabs in comments, and before them': `# a\tcomment\n${HEAD}clusterDNS:\t# of\tthe cluster\n- 10.96.0.10\t# kube-dns\n${TAIL}`,
  CRLF: ORDINARY.replaceAll('\n', '\r\n'),
  'CRLF, without clusterDNS': `${HEAD}${TAIL}`.replaceAll('\n', '\r\n'),
  'CRLF, a list in brackets, no final newline': `${HEAD}clusterDNS: [10.96.0.10]`.replaceAll('\n', '\r\n'),
  'a document start': `---\n${ORDINARY}`,
  'a document start with a comment, and an end': `# kubelet\n--- # here\n${ORDINARY}...\n`,
  'a directive': `%YAML 1.1\n---\n${ORDINARY}`,
  'two documents': `${ORDINARY}---\napiVersion: v1\nkind: ConfigMap\nclusterDNS:\n- 192.0.2.1\n`,
  'two documents, the first without clusterDNS': `${HEAD}${TAIL}---\nclusterDNS:\n- 192.0.2.1\n`,
  IPv6: `${HEAD}clusterDNS:\n- fd00:10:96::a\n${TAIL}`,
  'IPv6, quoted, in brackets': `${HEAD}clusterDNS: ["fd00:10:96::a", '::1']\n${TAIL}`,
  'the old address elsewhere': `${HEAD}clusterDNS:\n- 10.96.0.10\nsystemReserved:\n  cpu: 100m\nnodeStatusMaxImages: 50\nstaticPodURL: http://10.96.0.10/10.96.0.100\n`,
  'clusterDNS as part of other keys and values': `${HEAD}staticPodURL: "clusterDNS: [10.96.0.10]"\n${DNS}systemReserved: {cpu: 1m}\n`,
  'clusterDNS in a text of many lines': `${HEAD}staticPodURL: |\n  clusterDNS:\n  - 192.0.2.1\n${DNS}${TAIL}`,
  'clusterDNS in a map': `${HEAD}staticPodURLHeader:\n  clusterDNS:\n  - 192.0.2.1\n${DNS}${TAIL}`,
  'anchors elsewhere': `${HEAD}kubeReserved: &reserved\n  cpu: 100m\n${DNS}systemReserved: *reserved\n`,
  'all of it indented': ORDINARY.replace(/^/gm, '  ').trimEnd().concat('\n'),
  'all of it indented, without clusterDNS': `  ${HEAD.replace('\nkind', '\n  kind')}  maxPods: 110\n`,
  'maps in brackets over many lines': `${HEAD}authentication: {\n  anonymous: { enabled: false }, # no\n  webhook: { enabled: true }\n}\n${DNS}tlsCipherSuites: [\n  TLS_AES_128_GCM_SHA256\n]\n`,
  'quoted texts over many lines': `${HEAD}staticPodURL: "http://a\n  clusterDNS"\n${DNS}volumePluginDir: '/it''s\n  # no comment'\n`,
  'a byte order mark': `\ufeff${ORDINARY}`,
  'empty lines at both ends': `\n\n${ORDINARY}\n\n`,
};

/** Files that the script refuses, each with a part of the reason. */
export const REFUSED: Record<string, [text: string, reason: string]> = {
  'an empty file': ['', 'it is empty'],
  'comments alone': ['# nothing\n', 'it is empty'],
  'another kind': ['kind: KubeProxyConfiguration\nclusterDNS: []\n', 'it is no KubeletConfiguration'],
  'no kind': [`${DNS}${TAIL}`, 'it is no KubeletConfiguration'],
  'no YAML': ['just text\n', 'line 1 is not understood'],
  'a list': ['- a\n', 'it is no KubeletConfiguration'],
  'clusterDNS twice': [`${ORDINARY}clusterDNS: []\n`, 'clusterDNS stands there twice'],
  'an alias': [`${HEAD}clusterDNS: *dns\n`, 'clusterDNS is no list'],
  'an anchor on the list': [`${HEAD}clusterDNS: &dns [10.96.0.10]\n`, 'clusterDNS is no list'],
  'an anchor on an item': [`${HEAD}clusterDNS:\n- &dns 10.96.0.10\n`, 'no plain text'],
  'a list in a list': [`${HEAD}clusterDNS: [[10.96.0.10]]\n`, 'no plain text'],
  'a text': [`${HEAD}clusterDNS: 10.96.0.10\n`, 'clusterDNS is no list'],
  'a comment within brackets': [`${HEAD}clusterDNS: [ # one\n  10.96.0.10 ]\n`, 'has a comment within its brackets'],
  'a list in brackets below': [`${HEAD}clusterDNS:\n  [10.96.0.10]\n`, 'begins on a line of its own'],
  'an item of two lines': [`${HEAD}clusterDNS:\n- 10.96\n  .0.10\n`, 'an item of more than a line'],
  'a bracket that is not closed': [`${HEAD}clusterDNS: [10.96.0.10\n${TAIL}`, 'a bracket is not closed'],
  'a quote that is not closed': [`${HEAD}clusterDomain: "a\n${DNS}`, 'a quote is not closed'],
  'JSON that ends too soon': ['{"kind": "KubeletConfiguration"', 'is not understood'],
};
