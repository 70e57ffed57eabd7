import type { NodeLocalDnsCacheProps } from '../../src';
import { configurationOf } from './configuration';
import type { CoreDns } from './coredns';
import { type RecordServers, type Servers, setAllAddresses, startRecordServers } from './record-servers';
import { whileCaching } from './serving';

export interface Running {
  /** The cache's address. */
  readonly address: string;
  readonly cache: CoreDns;
  readonly servers: RecordServers;
}

interface Others {
  /** Servers whose addresses the machine has, and that the body starts. */
  readonly later?: Servers;
  /** The certificates in place of each authority. */
  readonly authority?: string;
}

/** Runs a cache with these props, and servers, while the body runs. */
export async function whileZonesAreServed(
  props: NodeLocalDnsCacheProps,
  servers: Servers,
  body: (running: Running) => Promise<void>,
  { later = {}, authority }: Others = {},
) {
  const configuration = configurationOf(props);
  setAllAddresses(configuration.bound, servers, later);
  const started = await startRecordServers(servers);
  try {
    await whileCaching(
      configuration,
      (cache) => body({ address: configuration.bound[0], cache, servers: started }),
      authority === undefined ? undefined : () => authority,
    );
  } finally {
    await started.stop();
  }
}
