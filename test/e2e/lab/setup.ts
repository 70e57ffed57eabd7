import { BUILD_NAMES, build } from './programs';

/** `npm run e2e:setup`: everything that the lab needs, built or found. */
async function setup() {
  for (const name of BUILD_NAMES) {
    const start = Date.now();
    const directory = await build(name);
    console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s  ${directory}`);
  }
}

setup();
