/** Every address of the lab. All are inside the machine's own network namespace. */
export const NODE_NAME = 'lab-node';
export const NODE_ADDRESS = '10.77.0.1';
export const API_SERVER = 'https://127.0.0.1:6443';

/** The site's resolver, outside of the cluster, which the node's /etc/resolv.conf names. */
export const SITE_RESOLVER = '10.77.0.53';
/** The resolvers of examples/host-records: the site's, and the stub domain's. */
export const EXAMPLE_SITE_RESOLVERS = ['192.0.2.1', '192.0.2.2'];
export const EXAMPLE_STUB_RESOLVERS = ['192.0.2.53', '192.0.2.54'];

export const POD_NETWORK = '10.88.0.0/24';
export const SERVICE_NETWORK = '10.96.0.0/16';
export const SERVICE_API = '10.96.0.1';
export const KUBE_DNS = '10.96.0.10';

/** The address that the documents give the cache. */
export const LOCAL_DNS = '169.254.20.10';
