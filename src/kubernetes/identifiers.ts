import { inert, inertKey } from '../input/inert';
import { Fault } from '../input/problems';
import type { Parse } from '../input/reader';
import { parseEntries, parseString } from '../input/values';

// The forms are those of k8s.io/apimachinery's validation package.
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const OS = 'kubernetes.io/os';

export function parseNamespace(value: unknown): string {
  return matching(value, DNS_LABEL, 'is not a namespace', 'write lower-case letters, digits and -, at most 63');
}

/** Reads the name of a Service. Its rules are the strictest of all names. */
export function parseServiceName(value: unknown): string {
  const fix = 'write lower-case letters, digits and -, beginning with a letter, at most 63';
  return matching(value, SERVICE_NAME, 'is not a name that a Service can have', fix);
}

/** Reads the name of an object such as a Secret or a PriorityClass. */
export function parseObjectName(value: unknown): string {
  const fix = 'write lower-case letters, digits, - and ., at most 253';
  const name = matching(value, DNS_SUBDOMAIN, 'is not a name that Kubernetes takes', fix);
  if (name.length > 253) throw new Fault('is longer than 253 characters', fix);
  return name;
}

export function parseLabels(value: unknown): Record<string, string> {
  return parseStrings(parseQualifiedName, parseLabelValue)(value);
}

/** Reads labels of nodes, and adds the one for Linux. */
export function parseNodeSelector(value: unknown): Record<string, string> {
  const labels = parseLabels(value);
  if ((labels[OS] ?? 'linux') !== 'linux') {
    throw new Fault('selects nodes without Linux, on which node-cache does not run', `leave ${OS} out`);
  }
  return { [OS]: 'linux', ...labels };
}

export function parseLabelValue(value: unknown): string {
  const fix = 'write letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit';
  return matching(value, LABEL_VALUE, 'is not a value that a label can have', fix);
}

export function parseAnnotations(value: unknown): Record<string, string> {
  return parseStrings(
    (key) => {
      // The domain before the slash may have capitals, unlike that of a label.
      parseQualifiedName(String(key).toLowerCase());
      return inert(String(key));
    },
    (text) => inert(parseString(text)),
  )(value);
}

/** Reads the key of a label, annotation or taint: a name, with a domain and a slash before it if need be. */
export function parseQualifiedName(value: unknown): string {
  const fix = 'write a name such as example.org/role: letters, digits, -, _ and ., at most 63 after the slash';
  const key = parseString(value);
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0));
  const domainIsBad = slash >= 0 && (!DNS_SUBDOMAIN.test(domain) || domain.length > 253);
  if (domainIsBad || !QUALIFIED_NAME.test(key.slice(slash + 1))) {
    throw new Fault('is not a key that Kubernetes takes', fix);
  }
  return inertKey(key);
}

function parseStrings(parseKey: Parse<string>, parse: Parse<string>): Parse<Record<string, string>> {
  const parseAll = parseEntries("{ key: 'value' }", parseKey, parse);
  return (value) => Object.fromEntries(parseAll(value));
}

function matching(value: unknown, form: RegExp, reason: string, fix: string): string {
  if (value !== undefined) parseString(value);
  if (!form.test(String(value ?? ''))) throw new Fault(reason, fix);
  return inert(value as string);
}
