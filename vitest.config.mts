import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The examples import the package by its name.
    alias: { 'cdk8s-node-local-dns': fileURLToPath(new URL('src/index.ts', import.meta.url)) },
  },
  test: {
    // Each file would load cdk8s-plus again; nothing that the tests do outlives them.
    isolate: false,
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/e2e/**'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text'], thresholds: { 100: true } },
  },
});
