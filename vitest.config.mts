import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The examples import the package by its name.
    alias: { 'cdk8s-node-local-dns': fileURLToPath(new URL('src/index.ts', import.meta.url)) },
  },
  test: {
    // Each file would load cdk8s-plus again; nothing that the tests do outlives them.
    isolate: false,
    setupFiles: ['test/seed.ts'],
    // Without it each cache of a test would write its warnings.
    env: { CI: 'true' },
    // Property tests synthesize dozens of apps; a busy machine takes more than vitest's 5 s.
    testTimeout: 30_000,
    include: ['test/**/*.test.ts', 'bench/**/*.test.ts', 'lab/harness/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text'], thresholds: { 100: true } },
  },
});
