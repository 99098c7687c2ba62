import { defineConfig } from 'vitest/config';

/** Tests run on the sources: each package's `source` export condition points at `src`. */
const source = { conditions: ['source'] };

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    // What tests run may share the machine: they look at what happens, not at how fast it is.
    env: { LAB_SHARED_MACHINE: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // A deadline for what hangs, on a machine that does other things too.
          testTimeout: 60_000,
          include: [
            '{shared-domain,monolith,lab,benchmarks}/src/**/*.test.ts',
            'microservices/*/src/**/*.test.ts',
            'scenarios/*/*.test.ts',
            'acceptance/transcript/*.test.ts',
            'scripts/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          // Needs real processes and a real RabbitMQ, which the global setup finds or starts for the whole run.
          name: 'system',
          include: [
            '{shared-domain,monolith,lab,scenarios,acceptance}/test/**/*.test.ts',
            'microservices/*/test/**/*.test.ts',
          ],
          globalSetup: ['acceptance/broker.setup.ts'],
          // Deadlines for what hangs: a whole run of the lab takes half a minute, and twice that on a busy machine.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
