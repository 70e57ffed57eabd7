import { estimatedMemory, LEAST_MEMORY } from '../corefile/memory';
import { checkRewriteTargets, fixInZone } from '../corefile/rewrite-target';
import { writeCorefile } from '../corefile/writer';
import { zoneKey } from '../corefile/zone-key';
import { nodeCacheCorefile } from '../corefile/zones';
import { failOpenPart } from '../fail-open/part';
import { Problems } from '../input/problems';
import { warn } from '../input/warn';
import { kubeletPart } from '../kubelet/part';
import { fold } from '../kubernetes/part';
import { checkExtraVolumes, extraVolumesPart } from './extra-volumes';
import { checkLostFields } from './lost-fields';
import { certificatesPart } from './manifests/certificates-part';
import { configMap } from './manifests/config-map';
import { corefilePart } from './manifests/corefile-part';
import { daemonSet } from './manifests/daemon-set';
import { metricsService } from './manifests/metrics-service';
import type { Settings } from './settings';
import { littleMemory, warningsOf } from './warnings';
import { pathOf } from './zone-rules';

/** Builds, once, the Corefile and the objects that each cache has for itself. */
export function build(settings: Settings) {
  const { metricsPort } = settings;
  const tree = nodeCacheCorefile(settings);
  const corefile = writeCorefile(tree);
  const memory = estimatedMemory(tree, settings.gogc);
  const own = [
    settings.mode.part,
    corefilePart(settings),
    certificatesPart(settings),
    failOpenPart(settings),
    kubeletPart(settings),
  ];
  return {
    own: fold(own),
    tree,
    corefile,
    estimatedMemory: memory,
    configMap: configMap(settings, corefile),
    daemonSet: daemonSet(settings, fold([...own, extraVolumesPart(settings)]), warningsOf(settings, memory)),
    metricsService: metricsPort === undefined ? undefined : metricsService(settings, metricsPort),
  };
}

export type Built = ReturnType<typeof build>;

/** Checks what is about to be emitted: its sizes, its rewrites, its volumes, and fields that cdk8s would drop. */
export function checkBuilt(subject: string, settings: Settings, built: Built) {
  const problems = new Problems();
  checkMemory(settings, problems);
  checkSize(settings, built, problems);
  checkRewrites(settings, built, problems);
  checkAnnotations(settings, built, problems);
  checkExtraVolumes(settings, built.own, problems);
  // Of two volumes with one name only one is emitted, so this comparison needs distinct names.
  if (problems.list.length === 0) checkLostFields(settings, built, problems);
  problems.throwIfAny(subject);
  for (const text of littleMemory(settings, built.estimatedMemory)) warn(subject, text);
}

function checkMemory({ resources }: Settings, problems: Problems) {
  const limit = resources.limits.memory;
  const least = LEAST_MEMORY.toMebibytes();
  if (!limit || limit.amount >= least * 1024 ** 2) return;
  const reason = `is less than the ${least}Mi without which node-cache does not start`;
  problems.add('resources.limits.memory', limit.text, reason, `raise the limit to ${least}Mi or more, or leave it out`);
}

/** Kubernetes' limit for the annotations of one object, keys and values together. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

function checkAnnotations({ podAnnotations }: Settings, { daemonSet }: Built, problems: Problems) {
  const all = Object.entries<string>(daemonSet.spec.template.metadata.annotations ?? {});
  const bytes = all.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= MAX_ANNOTATION_BYTES) return;
  const given = `${Object.keys(podAnnotations).length} annotations`;
  const reason = `make ${bytes} bytes with those of this package, and an object takes ${MAX_ANNOTATION_BYTES}`;
  problems.add('podAnnotations', given, reason, 'shorten them');
}

/** Kubernetes' limit for a ConfigMap's keys and values (1 MiB). The check compares it with the object's JSON. */
const MAX_CONFIG_MAP_BYTES = 1024 ** 2;

function checkSize({ hostRecords, extraServerBlocks }: Settings, { configMap, corefile }: Built, problems: Problems) {
  const bytes = Buffer.byteLength(JSON.stringify(configMap));
  if (bytes <= MAX_CONFIG_MAP_BYTES) return;
  const most = extraServerBlocks.length > 0 ? 'extraServerBlocks' : 'zones';
  const [prop, { length }] = hostRecords.length > corefile.length ? ['hostRecords', hostRecords] : [most, corefile];
  problems.add(
    prop,
    `${length} characters`,
    `make a ConfigMap of ${bytes} bytes with all else that it holds, and one holds ${MAX_CONFIG_MAP_BYTES}`,
    'serve them with a DNS server and a stub domain',
  );
}

function checkRewrites({ extraPlugins, extraServerBlocks, zones }: Settings, { tree }: Built, problems: Problems) {
  const names = extraPlugins.map(({ name }) => name);
  problems.try('extraPlugins', names, () => checkRewriteTargets(extraPlugins, tree));
  for (const zone of zones) {
    const keys = zone.names.map(zoneKey);
    problems.try(pathOf(zone.key), Object.fromEntries(zone.values.rewrites), () =>
      checkRewriteTargets(zone.directives, tree, keys, fixInZone),
    );
  }
  for (const { keys, directives } of extraServerBlocks) {
    problems.try('extraServerBlocks', keys.join(' '), () => checkRewriteTargets(directives, tree, keys));
  }
}
