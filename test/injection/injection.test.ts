import { App, Chart, Testing } from 'cdk8s';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  InjectedNamespaces,
  NodeLocalDnsCache,
  NodeLocalDnsInjection,
  type NodeLocalDnsInjectionProps,
} from '../../src';
import { cacheOf, faultOf } from '../helpers';

let chart: Chart;
beforeEach(() => {
  chart = new Chart(new App(), 'test');
});

function injectionOf(props: Partial<NodeLocalDnsInjectionProps> = {}) {
  return new NodeLocalDnsInjection(chart, 'injection', { cache: cacheOf(), ...props });
}

function specOf(props?: Partial<NodeLocalDnsInjectionProps>) {
  return injectionOf(props).policy.toJson().spec;
}

/** The text of all CEL expressions of the mutation. */
function celOf(props?: Partial<NodeLocalDnsInjectionProps>): string {
  const { variables, mutations } = specOf(props);
  const expressions = variables.map(({ expression }: { expression: string }) => expression);
  return [...expressions, mutations[0].jsonPatch.expression].join('\n');
}

describe('a policy and its binding', () => {
  test('come in this order, under one name', () => {
    injectionOf();

    expect(Testing.synth(chart).map(({ kind, metadata, spec }) => [kind, metadata.name, spec.policyName])).toEqual([
      ['MutatingAdmissionPolicy', 'node-local-dns-injection', undefined],
      ['MutatingAdmissionPolicyBinding', 'node-local-dns-injection', 'node-local-dns-injection'],
    ]);
  });

  test('cannot stop a pod, and see it when it is created', () => {
    const { failurePolicy, matchConstraints } = specOf();

    expect(failurePolicy).toBe('Ignore');
    expect(matchConstraints.resourceRules).toEqual([
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    ]);
  });

  test('have another name if it is given', () => {
    const { policy, binding } = injectionOf({ name: 'second' });

    expect([policy.name, binding.name, binding.toJson().spec.policyName]).toEqual(['second', 'second', 'second']);
  });

  test.each([
    [undefined, 'v1'],
    ['1.36', 'v1'],
    ['v1.37.1-gke.100', 'v1'],
    ['1.100', 'v1'],
    ['1.34', 'v1beta1'],
    ['v1.35.2', 'v1beta1'],
  ])('are of the API that Kubernetes %s has: %s', (kubernetesVersion, expected) => {
    const { policy, binding } = injectionOf({ kubernetesVersion });

    expect(policy.apiVersion).toBe(`admissionregistration.k8s.io/${expected}`);
    expect(binding.apiVersion).toBe(policy.apiVersion);
  });
});

describe('the expressions', () => {
  test('hold what pods are told', () => {
    const cel = celOf({ ndots: 2, searches: ['corp.example'], options: ['timeout:2', 'rotate'] });

    expect(cel).toContain('{"nameservers": ["169.254.20.10", "10.96.0.10"]}');
    expect(cel).toContain(
      '[request.namespace + ".svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example"]',
    );
    for (const option of [
      '{"name": "ndots", "value": "2"}',
      '{"name": "timeout", "value": "2"}',
      '{"name": "rotate"}',
    ]) {
      expect(cel).toContain(option);
    }
  });

  test('leave pods alone for the reasons for which useIn does', () => {
    expect(specOf().matchConditions.map(({ name }: { name: string }) => name)).toEqual([
      'opted-out',
      'host-network',
      'dns-policy',
      'nameservers',
      'windows',
      'virtual-node',
      'other-nodes',
    ]);
  });

  // Whether they mean the same as in TypeScript, a real API server says: lab/cluster/injection.test.ts.
  test("name every label of the cache's nodes", () => {
    const cache = cacheOf({ nodeSelector: { pool: 'a' } });
    const { expression } = specOf({ cache }).matchConditions.at(-1);

    for (const [key, value] of [
      ['kubernetes.io/os', 'linux'],
      ['pool', 'a'],
    ]) {
      expect(expression).toContain(`object.spec.?nodeSelector[?"${key}"].orValue("${value}") != "${value}"`);
      expect(expression).toContain(`e.key == "${key}" && (e.operator == "In" && !("${value}" in `);
    }
  });
});

describe('the namespaces are', () => {
  const system = ['kube-system', 'kube-public', 'kube-node-lease'];
  const selectorOf = (namespaces?: InjectedNamespaces) => specOf({ namespaces }).matchConstraints.namespaceSelector;

  test('by default those labelled so, but never the system', () => {
    expect(selectorOf()).toEqual({
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: system }],
      matchLabels: { 'node-local-dns-injection': 'enabled' },
    });
  });

  test('all but those named, those labelled so and the system', () => {
    expect(selectorOf(InjectedNamespaces.allBut('infra'))).toEqual({
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...system, 'infra'] },
        { key: 'node-local-dns-injection', operator: 'NotIn', values: ['disabled'] },
      ],
    });
  });
});

describe('is an error:', () => {
  test.each([
    [{ kubernetesVersion: '1.33' }, 'has no MutatingAdmissionPolicy, which came with 1.34; use cache.useIn'],
    [{ kubernetesVersion: 1.36 }, 'kubernetesVersion: got 1.36: is not a string'],
    [{ kubernetesVersion: '36' }, 'is no version of Kubernetes'],
    [{ kubernetesVersion: '1.36x' }, 'is no version of Kubernetes'],
    [{ namespaces: ['shop'] }, 'is no InjectedNamespaces; write InjectedNamespaces.LABELLED or'],
    [{ namespaces: InjectedNamespaces.allBut('Shop') }, 'is not a namespace'],
    [{ name: 'a name' }, 'is not a name that Kubernetes takes'],
    [{ ndots: 16 }, 'is not a number of dots that resolvers take'],
    [{ namespace: 'shop' }, "namespace: got 'shop': there is no such prop; did you mean namespaces?"],
    [{ cache: undefined }, 'cache: got undefined: is no NodeLocalDnsCache; write the cache that the pods are to ask'],
    [{ cache: '169.254.20.10' }, 'is no NodeLocalDnsCache'],
  ])('%j', (props, expected) => {
    const message = faultOf(() => injectionOf(props as object));

    expect(message).toMatch(/^NodeLocalDnsInjection test\/injection has a wrong value/);
    expect(message).toContain(expected);
  });
});

test('wrong values are reported together', () => {
  expect(() => injectionOf({ ndots: 16, name: 'a name', fallbackNameservers: ['169.254.20.10'] })).toThrow(
    /has 3 wrong values, nothing is emitted:\n {2}- ndots: .*\n {2}- name: .*\n {2}- fallbackNameservers: .*$/,
  );
});

test('a cache of the same chart comes with it', () => {
  const cache = new NodeLocalDnsCache(chart, 'nld', { localIp: '169.254.25.10' });

  expect(celOf({ cache })).toContain('["169.254.25.10", "10.96.0.10"]');
});
