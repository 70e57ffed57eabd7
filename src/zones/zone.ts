import type { CacheProfile } from '../corefile/cache-profile';
import type { QueryLog } from '../corefile/query-log';
import type { Forward } from './forward';
import { NONEXISTENT, parseZone, type ZoneValues } from './zone-values';

/**
 * What the cache does with the queries of a zone.
 */
export interface ZoneOptions {
  /**
   * Where the queries go, and how.
   * @default - where the queries of the smallest zone around it go; for `.` to `upstreamServers`; for the cluster's
   * domains and reverse zones to its DNS
   */
  readonly forward?: Forward;

  /**
   * Which answers the cache keeps, how many and how long.
   * @default - the prop `cache`
   */
  readonly cache?: CacheProfile;

  /**
   * Which queries are logged, and how.
   * @default - the prop `queryLog`
   */
  readonly queryLog?: QueryLog;

  /**
   * Names that the zone replaces by others before it asks: an object of names in the zone, each with its new name. `*.`
   * before both replaces a domain, for all names under it. Clients see the name that they asked for. The new name is
   * asked for in this zone. It is an error if another zone of the cache has that name, and other servers. Also an error
   * if one of them is no name, if the old name is not in the zone, or with an image older than node-cache 1.22.28.
   * @default - none
   */
  readonly rewrites?: { [name: string]: string };

  /**
   * Types of records that no name of the zone has, such as AAAA in a cluster without IPv6. The cache answers queries
   * for them itself: no error, no record, host records of the type neither. An error if DNS has no such type.
   * @default - none
   */
  readonly withoutTypes?: string[];

  /**
   * More directives for this zone, in the Corefile's own language, each on a line of its own, such as `dns64`. An error
   * in the same cases as for the prop `extraPlugins`.
   * @default - none
   */
  readonly extraPlugins?: string;
}

/**
 * A zone: a domain, or the reverse zones of a network, with all names under it that are in no smaller zone.
 */
export class Zone {
  /**
   * A zone with names. An error if an option is wrong.
   */
  public static of(options: ZoneOptions): Zone {
    return new Zone(options);
  }

  /**
   * A zone without names. The cache answers each query with NXDOMAIN, and asks no server. Use it for
   * search domains that are known to be empty. An error if a host record is in it.
   */
  public static nonexistent(): Zone {
    return new Zone({}, true);
  }

  private constructor(
    private readonly options: ZoneOptions,
    private readonly isNonexistent = false,
  ) {}

  /** @internal */
  public _resolve(): ZoneValues {
    return this.isNonexistent ? NONEXISTENT : parseZone(this.options);
  }
}
