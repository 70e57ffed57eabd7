import { createHash } from 'node:crypto';
import type { ApiObjectProps } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { scriptCommand } from '../kubernetes/scripts';
import { leastRights, NOBODY } from '../kubernetes/security-context';
import { DISABLED, LABEL } from '../pods/exemptions';
import { WorkloadKind, type WorkloadReference } from './props';
import type { KubeOvnSettings } from './settings';

/** The name of all objects but the Job, whose name also has a hash. */
const NAME = 'node-local-dns-kube-ovn';
const RESOURCES: Record<WorkloadKind, string> = {
  [WorkloadKind.DEPLOYMENT]: 'deployments',
  [WorkloadKind.STATEFUL_SET]: 'statefulsets',
  [WorkloadKind.DAEMON_SET]: 'daemonsets',
};

interface Grant {
  readonly id: string;
  readonly role: ApiObjectProps;
  readonly binding: ApiObjectProps;
}

export function serviceAccount({ controller: { namespace } }: KubeOvnSettings) {
  return k8s.KubeServiceAccount.manifest({ metadata: { name: NAME, namespace }, automountServiceAccountToken: false });
}

/**
 * The Job's rights: a Role for each namespace, and a ClusterRole for the Subnets, which have no namespace. The Job
 * deletes the binding of each when its work is done.
 */
export function roles({ controller, underlaySubnets, restart }: KubeOvnSettings): Grant[] {
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: controller.namespace }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: NAME });
  const workloads = [{ kind: WorkloadKind.DEPLOYMENT, ...controller }, ...restart];
  const grants = namespacesOf({ controller, restart }).map((namespace) => {
    const metadata = { name: NAME, namespace };
    const rules = [
      ...rulesOf(workloads.filter((workload) => workload.namespace === namespace)),
      mayEnd('rolebindings'),
    ];
    return {
      id: `role-${namespace}`,
      role: k8s.KubeRole.manifest({ metadata, rules }),
      binding: k8s.KubeRoleBinding.manifest({ metadata, roleRef: roleRef('Role'), subjects }),
    };
  });
  if (underlaySubnets.length === 0) return grants;
  const metadata = { name: NAME };
  const rules = [rule('kubeovn.io', 'subnets', underlaySubnets), mayEnd('clusterrolebindings')];
  return [
    ...grants,
    {
      id: 'cluster-role',
      role: k8s.KubeClusterRole.manifest({ metadata, rules }),
      binding: k8s.KubeClusterRoleBinding.manifest({ metadata, roleRef: roleRef('ClusterRole'), subjects }),
    },
  ];
}

function rulesOf(workloads: readonly Required<WorkloadReference>[]): k8s.PolicyRule[] {
  return Object.values(WorkloadKind).flatMap((kind) => {
    const names = workloads.filter((workload) => workload.kind === kind).map(({ name }) => name);
    return names.length > 0 ? [rule('apps', RESOURCES[kind], names)] : [];
  });
}

/** The namespace of the controller, then the other namespaces of workloads. */
function namespacesOf({ controller, restart }: Pick<KubeOvnSettings, 'controller' | 'restart'>): string[] {
  return [...new Set([controller, ...restart].map(({ namespace }) => namespace))];
}

/** The right to delete the binding of a role, and so all its rights. */
function mayEnd(bindings: 'rolebindings' | 'clusterrolebindings'): k8s.PolicyRule {
  return { apiGroups: ['rbac.authorization.k8s.io'], resources: [bindings], resourceNames: [NAME], verbs: ['delete'] };
}

/** The right to change objects by their names, never all objects of a kind. */
function rule(group: string, resource: string, names: readonly string[]): k8s.PolicyRule {
  return { apiGroups: [group], resources: [resource], resourceNames: [...new Set(names)], verbs: ['get', 'patch'] };
}

export function job(settings: KubeOvnSettings) {
  const template: k8s.PodTemplateSpec = {
    // `useIn` must leave the Job alone, since a Job's pod template cannot change.
    metadata: { labels: { [LABEL]: DISABLED } },
    spec: {
      serviceAccountName: NAME,
      automountServiceAccountToken: true,
      restartPolicy: 'Never',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }],
      containers: [container(settings)],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
  };
  // A Job's pod template cannot change, so other values or another script need another Job.
  const digits = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 8);
  return k8s.KubeJob.manifest({
    metadata: { name: `${NAME}-${digits}`, namespace: settings.controller.namespace },
    // The Job is deleted after an hour, so that the same values can be applied again.
    spec: { template, backoffLimit: 4, ttlSecondsAfterFinished: 3600 },
  });
}

function container(settings: KubeOvnSettings): k8s.Container {
  return {
    name: 'kube-ovn',
    image: settings.image.text,
    command: scriptCommand('kube-ovn/kube-ovn.sh', settings.revert ? 'revert' : 'apply'),
    env: environment(settings),
    resources: { requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('32Mi') } },
    securityContext: leastRights([], NOBODY),
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

/** The script's parameters. */
function environment({ cache, controller, underlaySubnets, restart }: KubeOvnSettings): k8s.EnvVar[] {
  const workloads = restart.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`);
  return [
    { name: 'LOCAL_IP', value: cache.localIp },
    { name: 'CONTROLLER_NAMESPACE', value: controller.namespace },
    { name: 'CONTROLLER_NAME', value: controller.name },
    { name: 'UNDERLAY_SUBNETS', value: underlaySubnets.join(' ') },
    { name: 'RESTART', value: workloads.join(' ') },
    { name: 'BINDING', value: NAME },
    { name: 'BINDING_NAMESPACES', value: namespacesOf({ controller, restart }).reverse().join(' ') },
    // kubectl keeps its cache of the API in $HOME.
    { name: 'HOME', value: '/tmp' },
  ];
}
