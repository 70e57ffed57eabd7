import { defineConfig } from 'vitest/config';
import BySeconds from './sequencer.mts';

/** The unit of all limits; longer on a machine with a kernel of its own, which is slower. */
const SECOND = 1000 * Number(process.env.LAB_PATIENCE ?? 1);

/** Tests measure time on a machine that others use too. The gate's last lines name each test that needed a second try. */
const retry = 1;

/** Tests against real programs; `npm test` runs none of them. See lab/README.md. */
export default defineConfig({
  test: {
    sequence: { sequencer: BySeconds },
    projects: [
      {
        test: {
          name: 'corefile',
          retry,
          setupFiles: ['test/seed.ts'],
          include: ['lab/{corefile,monitoring}/**/*.test.ts'],
          // The files share the addresses of one network namespace.
          fileParallelism: false,
          // The first run builds CoreDNS.
          hookTimeout: 600 * SECOND,
          testTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          name: 'machine',
          retry,
          include: ['lab/machine/**/*.test.ts'],
          testTimeout: 180 * SECOND,
        },
      },
      {
        test: {
          name: 'node-cache',
          retry,
          include: ['lab/node-cache/**/*.test.ts'],
          maxWorkers: 3,
          testTimeout: 30 * SECOND,
        },
      },
      {
        test: {
          name: 'kubelet',
          retry,
          include: ['lab/kubelet/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 60 * SECOND,
        },
      },
      {
        test: {
          name: 'cluster',
          retry,
          include: ['lab/cluster/**/*.test.ts'],
          // The files share one cluster, which holds one install at a time.
          fileParallelism: false,
          hookTimeout: 120 * SECOND,
          testTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          name: 'drills',
          include: ['lab/drills/**/*.test.ts'],
          // The files share one cluster, which holds one install at a time.
          fileParallelism: false,
          hookTimeout: 200 * SECOND,
          testTimeout: 400 * SECOND,
        },
      },
    ],
  },
});
