import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { parseCidr } from '../input/address';
import { Fault } from '../input/problems';
import { parseInstance, parseList } from '../input/values';
import { checkSiblings } from '../kubernetes/free-names';
import { parseLabels, parseNamespace, parseObjectName } from '../kubernetes/identifiers';
import { OptionReader } from '../pods/option-reader';
import { nodesMayAsk, podsMayAsk } from './manifests';

/** What the name of the policy for the DNS pods ends with. */
const UPSTREAM = '-upstream';

/**
 * Which pods may reach the cache, and which nodes the cluster's DNS.
 */
export interface NodeLocalDnsEgressProps {
  /** The cache. */
  readonly cache: NodeLocalDnsCache;

  /**
   * The namespaces of the pods, each of which gets a NetworkPolicy. An error if there is none, or one is no namespace.
   */
  readonly namespaces: string[];

  /**
   * The labels of the pods. A NetworkPolicy closes for the pods it selects whatever no policy opens: select those whose
   * egress is closed already. An error if one is no label.
   * @default - all pods of the namespaces
   */
  readonly podSelector?: { [key: string]: string };

  /**
   * The nodes' addresses, as CIDRs: those from which the caches ask the cluster's DNS pods, where these are closed to
   * them. A NetworkPolicy then opens the DNS pods to the nodes, and closes them to whatever no policy opens. An error
   * if one is no CIDR.
   * @default - no such NetworkPolicy
   */
  readonly nodeCidrs?: string[];

  /**
   * The name of the NetworkPolicies; that for the DNS pods has `-upstream` after it. An error if it is no name of an object.
   * @default 'node-local-dns'
   */
  readonly name?: string;
}

/**
 * NetworkPolicies for clusters in which egress is closed by default: the cache is no pod in their eyes, so that a rule
 * for the cluster's DNS pods does not let anybody reach it.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCache, NodeLocalDnsEgress } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * const cache = new NodeLocalDnsCache(chart, 'nld');
 * new NodeLocalDnsEgress(chart, 'egress', { cache, namespaces: ['shop', 'billing'] });
 * app.synth();
 */
export class NodeLocalDnsEgress extends Construct {
  /** A NetworkPolicy for each namespace, in the order of `namespaces`. */
  public readonly podPolicies: ApiObject[];

  /** The NetworkPolicy that lets nodes reach the cluster's DNS pods, if there are `nodeCidrs`. */
  public readonly dnsPolicy?: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsEgressProps) {
    super(scope, id);
    const subject = `NodeLocalDnsEgress ${this.node.path}`;
    const options = new OptionReader(subject, props);
    const cache = options.first('cache', parseInstance(NodeLocalDnsCache, 'the cache that the pods are to reach'));
    const namespaces = options.read('namespaces', undefined, parseNamespaces);
    const podSelector = options.read('podSelector', {}, parseLabels);
    const nodeCidrs = options.read('nodeCidrs', [], parseList(parseCidr));
    const name = options.read('name', 'node-local-dns', parseName);
    options.end();

    // The Service through which the cache asks them says which pods they are.
    const { metadata, spec } = cache.upstreamService.toJson();
    const dnsPods = { namespace: metadata.namespace, labels: spec.selector };
    const addresses = [cache.localIp, cache.clusterDnsIp];
    const forPods = namespaces.map((namespace) =>
      podsMayAsk(name, { namespace, labels: podSelector }, addresses, dnsPods),
    );
    const forNodes = nodesMayAsk(`${name}${UPSTREAM}`, nodeCidrs, dnsPods);
    checkSiblings(subject, this, [...forPods, ...(nodeCidrs.length > 0 ? [forNodes] : [])]);
    this.podPolicies = forPods.map((policy, index) => new ApiObject(this, `pods-${namespaces[index]}`, policy));
    if (nodeCidrs.length > 0) this.dnsPolicy = new ApiObject(this, 'dns', forNodes);
  }
}

/** With room for what follows it. */
function parseName(value: unknown): string {
  const name = parseObjectName(value);
  parseObjectName(`${name}${UPSTREAM}`);
  return name;
}

function parseNamespaces(value: unknown): string[] {
  const namespaces = parseList(parseNamespace)(value);
  if (namespaces.length === 0) throw new Fault('is empty', "write ['default'], say");
  const twice = namespaces.find((namespace, index) => namespaces.indexOf(namespace) !== index);
  if (twice !== undefined) throw new Fault(`${twice} stands there twice`, 'write it once');
  return namespaces;
}
