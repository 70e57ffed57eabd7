import { Fault } from './problems';

// The forms are those of k8s.io/apimachinery's validation package.
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const ANNOTATIONS_BYTES = 256 * 1024;

export function parseNamespace(value: unknown): string {
  return matching(value, DNS_LABEL, 'is not a namespace', 'write lower-case letters, digits and -, at most 63');
}

/** The name of a Service, which is the strictest of all names. */
export function parseServiceName(value: unknown): string {
  const fix = 'write lower-case letters, digits and -, beginning with a letter, at most 63';
  return matching(value, SERVICE_NAME, 'is not a name that a Service can have', fix);
}

/** The name of an object such as a Secret or a PriorityClass. */
export function parseObjectName(value: unknown): string {
  const fix = 'write lower-case letters, digits, - and ., at most 253';
  const name = matching(value, DNS_SUBDOMAIN, 'is not a name that Kubernetes takes', fix);
  if (name.length > 253) throw new Fault('is longer than 253 characters', fix);
  return name;
}

export function parseLabels(value: unknown): Record<string, string> {
  return parseMap(value, (key, text) => {
    if (!LABEL_VALUE.test(text)) {
      const fix = 'write letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit';
      throw new Fault(`the value of ${JSON.stringify(key)} is not one that a label can have`, fix);
    }
  });
}

export function parseAnnotations(value: unknown): Record<string, string> {
  const annotations = parseMap(value, () => {});
  const bytes = Object.entries(annotations).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > ANNOTATIONS_BYTES) throw new Fault('annotations have more than 256 KiB in all', 'shorten them');
  return annotations;
}

/** The key of a label, annotation or taint: a name, with a domain and a slash before it if need be. */
export function parseQualifiedName(value: unknown): string {
  const fix = 'write a name such as example.org/role: letters, digits, -, _ and ., at most 63 after the slash';
  const parts = typeof value === 'string' ? value.split('/') : [];
  const [name, prefix] = [parts.at(-1) ?? '', parts.length === 2 ? parts[0] : undefined];
  const prefixIsBad = prefix !== undefined && (!DNS_SUBDOMAIN.test(prefix) || prefix.length > 253);
  if (parts.length < 1 || parts.length > 2 || prefixIsBad || !QUALIFIED_NAME.test(name)) {
    throw new Fault(`${JSON.stringify(value)} is not a key that Kubernetes takes`, fix);
  }
  return value as string;
}

function parseMap(value: unknown, checkValue: (key: string, text: string) => void): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault('is not a map of texts', "write { key: 'value' }");
  }
  for (const [key, text] of Object.entries(value)) {
    parseQualifiedName(key);
    if (typeof text !== 'string') throw new Fault(`the value of ${JSON.stringify(key)} is not a text`, 'quote it');
    checkValue(key, text);
  }
  return { ...value };
}

function matching(value: unknown, form: RegExp, reason: string, fix: string): string {
  if (typeof value !== 'string' || !form.test(value)) throw new Fault(reason, fix);
  return value;
}
