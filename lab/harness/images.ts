import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cached, key } from './cache';
import { debianPackages } from './debian';
import { nodeCache } from './node-cache';
import { sh } from './process';
import { program } from './programs';

/** Images that the lab makes itself, since it has no registry. */
export const IMAGES = {
  /** For the documents' test pods: a shell, dig, nslookup, dnsperf, and a resolver of the GNU C library. */
  client: 'lab.local/client:lab',
  coredns: 'lab.local/coredns:lab',
  /** For Jobs: kubectl and a shell, as in the images of Kube-OVN. */
  kubectl: 'lab.local/kubectl:lab',
  nodeCache: 'lab.local/node-cache:lab',
} as const;

/** The programs of node-cache's image that choose between two backends. */
const IPTABLES = ['iptables', 'ip6tables'].flatMap((name) => ['', '-save', '-restore'].map((suffix) => name + suffix));

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

/** The archives of all images. Makes those that the cache lacks. */
export async function imageArchives(): Promise<string[]> {
  const script = (name: string) => join(__dirname, 'images', `${name}.sh`);
  const cache = await nodeCache();
  const coredns = await program('coredns-cluster');
  return [
    archive(IMAGES.client, ['/bin/sleep', 'infinity'], {
      programs: [
        'sh',
        'cat',
        'date',
        'dig',
        'dirname',
        'dnsperf',
        'getent',
        'ip',
        'mkdir',
        'mv',
        'nslookup',
        'nsenter',
        'seq',
        'sleep',
      ],
      text: { 'etc/nsswitch.conf': 'hosts: files dns\n' },
    }),
    archive(IMAGES.coredns, ['/coredns'], { files: { coredns } }),
    archive(IMAGES.kubectl, ['/bin/sh'], {
      programs: ['sh', 'sleep'],
      files: { 'usr/bin/kubectl': await program('kubectl') },
    }),
    archive(IMAGES.nodeCache, ['/entrypoint', '/node-cache'], {
      // Those of the real image, and ip for the entrypoint.
      programs: [
        ...['cat', 'chmod', 'grep', 'ln', 'rm', 'sh', 'sleep', 'wc', 'xtables-legacy-multi', 'xtables-nft-multi'],
        'ip',
      ],
      trees: [`${LIBRARIES}/xtables`, 'usr/lib/iptables-legacy', 'usr/lib/iptables-nft'],
      files: {
        'node-cache': cache.path,
        entrypoint: script('node-cache-entrypoint'),
        ...Object.fromEntries(IPTABLES.map((name) => [`usr/sbin/${name}`, script('iptables')])),
      },
    }),
  ];
}

interface Content {
  /** Programs of the machine, with the libraries they load. */
  programs?: string[];
  /** Directories of the unpacked Debian packages. */
  trees?: string[];
  /** Other files, by their place in the image. */
  files?: Record<string, string>;
  text?: Record<string, string>;
}

function archive(name: string, entrypoint: string[], content: Content): string {
  const debian = debianPackages();
  const { files = {}, programs = [], trees = [], text = {} } = content;
  const contentKey = key(
    JSON.stringify([name, entrypoint, programs, trees, text, debian]),
    ...Object.values(files).map((file) => readFileSync(file)),
    readFileSync(__filename),
  );
  const image = join(cached('images'), `${contentKey}.tar`);
  if (existsSync(image)) return image;

  const staging = `${image}.staging`;
  const root = join(staging, 'root');
  rmSync(staging, { recursive: true, force: true });
  const put = (source: string, destination: string) => {
    const target = join(root, destination);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    chmodSync(target, 0o755);
  };
  for (const directory of ['etc', 'proc', 'run', 'sys', 'tmp', 'usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64']) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  for (const merged of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${merged}`, join(root, merged));
  for (const [place, content] of Object.entries(text)) writeFileSync(join(root, place), content);
  for (const [place, source] of Object.entries(files)) put(source, place);
  for (const tree of trees) {
    mkdirSync(join(root, dirname(tree)), { recursive: true });
    sh('cp', ['-a', join(debian, tree), join(root, tree)]);
  }
  for (const name of programs) {
    const place = ['usr/bin', 'usr/sbin']
      .map((directory) => join(directory, name))
      .find((path) => locate(debian, path));
    if (!place) throw new Error(`no program ${name} for the image`);
    put(locate(debian, place) as string, place);
    for (const library of librariesOf(debian, locate(debian, place) as string)) {
      const libraryPlace = library.replace(debian, '').replace(/^\/lib/, '/usr/lib');
      put(library, libraryPlace);
    }
  }
  writeArchive(name, entrypoint, staging, `${image}.new`);
  renameSync(`${image}.new`, image);
  rmSync(staging, { recursive: true });
  return image;
}

/** Finds a path of the machine's root, which is the Debian packages laid over the host's root. */
function locate(debian: string, path: string): string | undefined {
  return [join(debian, path), join('/', path)].find(existsSync);
}

function librariesOf(debian: string, binary: string): string[] {
  const listed = sh('ldd', [binary], { env: { LD_LIBRARY_PATH: join(debian, LIBRARIES) } });
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
}

/** Writes an image of one layer in the OCI layout, which containerd imports. */
function writeArchive(name: string, entrypoint: string[], staging: string, output: string) {
  const blobs = join(staging, 'oci/blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(blobs, hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: content.length };
  };
  const json = (mediaType: string, value: object) => blob(mediaType, Buffer.from(JSON.stringify(value)));
  const type = (kind: string) => `application/vnd.oci.image.${kind}`;

  const layerFile = join(staging, 'layer.tar');
  sh('tar', [
    '--create',
    '--file',
    layerFile,
    '--numeric-owner',
    '--owner=0',
    '--group=0',
    '--directory',
    join(staging, 'root'),
    '.',
  ]);
  const layer = blob(type('layer.v1.tar'), readFileSync(layerFile));
  const config = json(type('config.v1+json'), {
    architecture: { x64: 'amd64' }[process.arch as string] ?? process.arch,
    os: 'linux',
    config: { Entrypoint: entrypoint, Env: ['PATH=/usr/sbin:/usr/bin'] },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const manifest = json(type('manifest.v1+json'), {
    schemaVersion: 2,
    mediaType: type('manifest.v1+json'),
    config,
    layers: [layer],
  });
  const named = { ...manifest, annotations: { 'io.containerd.image.name': name } };
  writeFileSync(join(staging, 'oci/oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(staging, 'oci/index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  sh('tar', ['--create', '--file', output, '--directory', join(staging, 'oci'), '.']);
}
