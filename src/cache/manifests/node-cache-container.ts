import { k8s } from 'cdk8s-plus-28';
import { type fold, ifAny } from '../../kubernetes/part';
import type { Amounts } from '../../kubernetes/resources';
import { leastRights, PRIVILEGED } from '../../kubernetes/security-context';
import type { Settings } from '../settings';
import { goEnvironment } from './go-environment';
import { nodeCacheArgs, PIDFILE } from './node-cache-args';

/** How long node-cache may take to its first answer before the kubelet starts it again, in seconds. */
const STARTUP_SECONDS = 60;
/** How long node-cache may take to end once the liveness probe has found it hung, in seconds. */
const HUNG_SECONDS = 5;

export type CachePart = ReturnType<typeof fold>;

export function nodeCacheContainer(settings: Settings, { nodeCache }: CachePart): k8s.Container {
  const { availability, mode, resources } = settings;
  return {
    name: 'node-cache',
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    args: nodeCacheArgs(settings),
    env: ifAny(goEnvironment(settings)),
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    // The root file system stays writable, since node-cache writes its Corefile there.
    securityContext: {
      ...(settings.privileged ? PRIVILEGED : leastRights(mode.capabilities, { readOnlyRootFilesystem: false })),
      seLinuxOptions: settings.seLinuxOptions,
    },
    ports: ifAny(mode.ports(settings)),
    startupProbe: { ...startupProbe(settings), periodSeconds: 1, failureThreshold: STARTUP_SECONDS },
    // The new cache must have served for 5 s before the old one stops: some errors end a cache only after its start.
    readinessProbe: {
      ...healthProbe(settings),
      periodSeconds: 5,
      successThreshold: availability.surges ? 2 : undefined,
    },
    livenessProbe: { ...healthProbe(settings), terminationGracePeriodSeconds: HUNG_SECONDS },
    volumeMounts: nodeCache.volumeMounts,
    lifecycle: nodeCache.lifecycle,
  };
}

/**
 * Where caches overlap, the old and the new one share the health port, so the old one could answer the probe. The
 * pidfile is the new one's own.
 */
function startupProbe(settings: Settings): k8s.Probe {
  return settings.availability.surges
    ? { exec: { command: ['cat', PIDFILE] }, timeoutSeconds: 5 }
    : healthProbe(settings);
}

function healthProbe({ healthIp, healthPort }: Settings): k8s.Probe {
  return {
    httpGet: { host: healthIp.text, path: '/health', port: k8s.IntOrString.fromNumber(healthPort) },
    timeoutSeconds: 5,
  };
}

function quantities({ cpu, memory }: Amounts): Record<string, k8s.Quantity> | undefined {
  return ifAny(
    Object.fromEntries(
      Object.entries({ cpu, memory }).flatMap(([kind, quantity]) =>
        quantity ? [[kind, k8s.Quantity.fromString(quantity.text)]] : [],
      ),
    ),
  );
}
