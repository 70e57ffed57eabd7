import { inert } from '../input/inert';
import { Fault } from '../input/problems';
import { parseObject } from '../input/reader';
import { parseString } from '../input/values';
import { parseObjectName } from '../kubernetes/identifiers';

/** Where certificates are: the kind and the name of the object, and the key in it. */
export interface CertificateSource {
  readonly kind: 'configMap' | 'secret';
  readonly name: string;
  readonly key: string;
}

/**
 * The certificates, in PEM, of the authorities that a zone trusts. They are in a ConfigMap or a Secret of the cache's
 * namespace. Create it first: without it no pod of the cache starts. A change takes effect when the pods restart. An
 * error if Kubernetes does not take the name or the key.
 */
export class CertificateAuthority {
  /**
   * Certificates in a ConfigMap.
   * @param name its name
   * @param key the key with the certificates; `ca.crt` by default
   */
  public static fromConfigMap(name: string, key = 'ca.crt'): CertificateAuthority {
    return new CertificateAuthority('configMap', name, key);
  }

  /**
   * Certificates in a Secret.
   * @param name its name
   * @param key the key with the certificates; `ca.crt` by default
   */
  public static fromSecret(name: string, key = 'ca.crt'): CertificateAuthority {
    return new CertificateAuthority('secret', name, key);
  }

  private constructor(
    private readonly kind: CertificateSource['kind'],
    private readonly name: string,
    private readonly key: string,
  ) {}

  /** @internal */
  public _resolve(): CertificateSource {
    const { name, key } = parsePlace({ name: this.name, key: this.key });
    return { kind: this.kind, name, key };
  }
}

function parseKey(value: unknown): string {
  const key = parseString(value);
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key) || /^\.(\.|$)/.test(key)) {
    throw new Fault('is no key that a ConfigMap or Secret can have', 'write letters, digits, -, _ and .');
  }
  return inert(key);
}

const parsePlace = parseObject({ name: parseObjectName, key: parseKey });

/** The directory of the certificates of one object, in node-cache's container. */
export function certificateDirectory({ kind, name }: CertificateSource): string {
  return `/etc/tls-ca/${kind === 'secret' ? 'secret' : 'config-map'}/${name}`;
}
