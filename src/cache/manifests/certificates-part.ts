import type { k8s } from 'cdk8s-plus-28';
import type { Part } from '../../kubernetes/part';
import { type CertificateSource, certificateDirectory } from '../../zones/certificate-authority';
import type { Settings } from '../settings';

/** The volumes with the certificates that zones verify their servers with, one for each object. */
export function certificatesPart({ zones }: Settings): Part {
  const sources = zones.flatMap(({ way }) => way?.options.certificateAuthority ?? []);
  const directories = [...new Set(sources.map(certificateDirectory))];
  const names = directories.map((_, index) => `tls-ca-${index + 1}`);
  return {
    volumes: directories.map((directory, index) =>
      volume(
        names[index],
        sources.filter((source) => certificateDirectory(source) === directory),
      ),
    ),
    nodeCache: {
      volumeMounts: directories.map((mountPath, index) => ({ name: names[index], mountPath, readOnly: true })),
    },
  };
}

/** A volume with the keys of one object. Without one of them the pod does not start, and an event names it. */
function volume(name: string, sources: readonly CertificateSource[]): k8s.Volume {
  const [{ kind, name: object }] = sources;
  const items = [...new Set(sources.map(({ key }) => key))].map((key) => ({ key, path: key }));
  return kind === 'secret'
    ? { name, secret: { secretName: object, items } }
    : { name, configMap: { name: object, items } };
}
