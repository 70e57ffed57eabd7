import { prometheusCrds } from './crds';
import { debianPackages } from './debian';
import type { Engine } from './engines';
import { imageArchives } from './images';
import { muslLookups } from './musl';
import { BUILD_NAMES, build } from './programs';

/** Builds or finds everything that the lab needs. The first time takes about a quarter of an hour, later ones seconds. */
export async function setUp(engine: Engine = 'host') {
  const timed = async (what: string, make: () => unknown) => {
    const start = Date.now();
    await make();
    const seconds = (Date.now() - start) / 1000;
    if (seconds > 2) console.log(`${what}: ${seconds.toFixed(0)} s`);
  };
  await timed('Debian packages', () => debianPackages(engine));
  for (const name of BUILD_NAMES) await timed(`build of ${name}`, () => build(name));
  await timed('CustomResourceDefinitions', prometheusCrds);
  await timed('build with musl', muslLookups);
  await timed('images', imageArchives);
}
