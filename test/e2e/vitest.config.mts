import { defineConfig } from 'vitest/config';
import BySeconds from './sequencer.mts';

/** A machine with a kernel of its own is slower. */
const SECOND = 1000 * Number(process.env.LAB_PATIENCE ?? 1);

/** Tests against real programs; `npm test` runs none of them. See test/e2e/README.md. */
export default defineConfig({
  test: {
    sequence: { sequencer: BySeconds },
    projects: [
      {
        test: {
          name: 'corefile',
          setupFiles: ['test/seed.ts'],
          include: ['test/e2e/corefile/**/*.test.ts'],
          // They share the addresses of one network namespace.
          fileParallelism: false,
          // The first run builds CoreDNS.
          hookTimeout: 600 * SECOND,
          testTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          name: 'machine',
          include: ['test/e2e/machine/**/*.test.ts'],
          testTimeout: 180 * SECOND,
        },
      },
      {
        test: {
          name: 'node-cache',
          include: ['test/e2e/node-cache/**/*.test.ts'],
          maxWorkers: 3,
          testTimeout: 30 * SECOND,
        },
      },
      {
        test: {
          name: 'kubelet',
          include: ['test/e2e/kubelet/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 60 * SECOND,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/e2e/cluster/**/*.test.ts'],
          // They share one cluster, which holds one install at a time.
          fileParallelism: false,
          hookTimeout: 120 * SECOND,
          testTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          name: 'drills',
          include: ['test/e2e/drills/**/*.test.ts'],
          hookTimeout: 200 * SECOND,
          testTimeout: 400 * SECOND,
        },
      },
    ],
  },
});
