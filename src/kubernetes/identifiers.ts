import { Fault } from '../input/problems';
import { isMap } from '../input/values';

// The forms are those of k8s.io/apimachinery's validation package.
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const OS = 'kubernetes.io/os';
const ANNOTATIONS_BYTES = 256 * 1024;
// cdk8s writes these without quotes; what kubectl reads YAML with takes the first, without its underscores, for numbers, refuses a control
// character, and begins a new line at the others, which would let a value write keys of its own.
const UNQUOTED_NUMBER = /^[-+]?(0[oOxXbB][0-9a-fA-F]+|(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?)$/;
const UNQUOTED_BREAK = /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u;

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
    parseQualifiedName(key);
    parseLabelValue(JSON.stringify(key), text);
  });
}

/** Labels of nodes, which all have Linux. */
export function parseNodeSelector(value: unknown): Record<string, string> {
  const labels = parseLabels(value);
  if ((labels[OS] ?? 'linux') !== 'linux') {
    throw new Fault('selects nodes without Linux, on which node-cache does not run', `leave ${OS} out`);
  }
  return { [OS]: 'linux', ...labels };
}

export function parseLabelValue(owner: string, value: string): string {
  if (LABEL_VALUE.test(value)) return inert(value);
  const fix = 'write letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit';
  throw new Fault(`the value of ${owner} is not one that a label can have`, fix);
}

export function parseAnnotations(value: unknown): Record<string, string> {
  const annotations = parseMap(value, (key, text) => {
    // Unlike a label's, the domain before the slash may have capitals.
    parseQualifiedName(key.toLowerCase());
    inert(key);
    inert(text);
  });
  const bytes = Object.entries(annotations).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > ANNOTATIONS_BYTES) throw new Fault('annotations have more than 256 KiB in all', 'shorten them');
  return annotations;
}

/** The key of a label, annotation or taint: a name, with a domain and a slash before it if need be. */
export function parseQualifiedName(key: string): string {
  const fix = 'write a name such as example.org/role: letters, digits, -, _ and ., at most 63 after the slash';
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0));
  const domainIsBad = slash >= 0 && (!DNS_SUBDOMAIN.test(domain) || domain.length > 253);
  if (domainIsBad || !QUALIFIED_NAME.test(key.slice(slash + 1))) {
    throw new Fault(`${JSON.stringify(key)} is not a key that Kubernetes takes`, fix);
  }
  return inert(key);
}

function parseMap(value: unknown, checkEntry: (key: string, text: string) => void): Record<string, string> {
  if (!isMap(value)) throw new Fault('is not a map of texts', "write { key: 'value' }");
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (key === 'constructor') throw new Fault('cdk8s cannot write the key "constructor"', 'write another key');
    if (typeof text !== 'string') throw new Fault(`the value of ${JSON.stringify(key)} is not a text`, 'quote it');
    checkEntry(key, text);
    texts[key] = text;
  }
  return texts;
}

/** A text that is one and the same text to whoever reads the YAML. */
function inert(text: string): string {
  if (UNQUOTED_NUMBER.test(text.replaceAll('_', '')) && /_|^[-+]?0[oOXB]/.test(text)) {
    throw new Fault(`${JSON.stringify(text)} would be read as a number`, 'write it another way');
  }
  if (UNQUOTED_BREAK.test(text)) {
    throw new Fault(`${JSON.stringify(text)} has a character that YAML cannot hold`, 'write tabs and \\n only');
  }
  return text;
}

function matching(value: unknown, form: RegExp, reason: string, fix: string): string {
  if (typeof value !== 'string' || !form.test(value)) throw new Fault(reason, fix);
  return inert(value);
}
