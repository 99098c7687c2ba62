import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { spread } from './scripts/spread.ts';

/** Tests run on the sources: each package's `source` export condition points at `src`. */
const source = { conditions: ['source'] };

const lab = (...names: string[]) => names.map((name) => `lab/test/${name}.test.ts`);

/**
 * System tests that measure, and leave the CPUs idle while they do: what a driver tells of some requests a second. Beside each other they find the
 * machine as good as idle.
 */
const LIGHT = lab('closed-loops', 'driver-runs', 'drivers', 'embedded-driver');

/**
 * System tests that need the machine for themselves, because what they measure is what it is capable of, or because they look for or end what
 * any lab of the machine has. All others have ports, folders and queues of their own.
 */
const ALONE = lab(
  'calibration',
  'competing-use',
  'idle-states',
  'metered-command',
  'quotas',
  'readme-shops',
  'restart',
  'scaling-experiment',
  'stop',
);

/** So many files at a time: two more than CPUs, as system tests wait for most of their time. */
const SIDE_BY_SIDE = availableParallelism() + 2;
/** And so many light ones. */
const LIGHTLY = availableParallelism() + 1;

/** Files of system tests that compute for most of their time: whole suites, code bases, and one command after the other. */
const COMPUTES =
  /(?:acceptance\/test\/(?:in-memory|microservices|monolith|same-answers)[\w-]*|lab\/test\/(?:build-[\w-]+|cli|readme-commands|stored-runs))\.test\.ts$/;

/** One that computes begins with so many that wait, so that the CPUs always have something to do, and never too much. */
class Spread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSystem = ({ project }: TestSpecification) => project.name === 'system';
    return [
      ...spread(sorted.filter(isSystem), ({ moduleId }) => COMPUTES.test(moduleId), 5),
      ...sorted.filter((file) => !isSystem(file)),
    ];
  }
}

const record = process.env.TEST_RECORD;

const system = {
  // Deadlines for what hangs: a whole run of the lab takes half a minute, and twice that on a busy machine.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    // A record of what passed and failed, for programs, where somebody asks for it.
    reporters: [
      'default',
      ...(record ? [['json', { outputFile: record }] as ['json', { outputFile: string }]] : []),
    ],
    sequence: { sequencer: Spread },
    // What tests run may share the machine: they look at what happens, not at how fast it is.
    // What is printed is compared in English, whatever the language of who runs the tests.
    env: { LAB_SHARED_MACHINE: '1', LC_ALL: 'C.UTF-8', LC_MESSAGES: 'C.UTF-8', LANG: 'C.UTF-8' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{shared-domain,monolith,lab,benchmarks}/src/**/*.test.ts',
            'microservices/*/src/**/*.test.ts',
            'scenarios/*/*.test.ts',
            'acceptance/{behaviour,generated,interleavings,transcript}/*.test.ts',
            'scripts/*.test.ts',
          ],
          maxWorkers: SIDE_BY_SIDE,
          // Modules are loaded once for all files of a worker, which halves the time: no unit leaves a trace in them.
          isolate: false,
          // A deadline for what hangs, on a machine that does other things too.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Side by side with each other and with the units, and begun before them (by name), as they take longer.
        test: {
          name: 'system',
          include: [
            '{shared-domain,monolith,lab,scenarios,acceptance,benchmarks}/test/**/*.test.ts',
            'microservices/*/test/**/*.test.ts',
          ],
          exclude: [...LIGHT, ...ALONE],
          // A RabbitMQ, which it finds or starts.
          globalSetup: ['acceptance/broker.setup.ts'],
          maxWorkers: SIDE_BY_SIDE,
          ...system,
        },
      },
      {
        extends: true,
        // When those have ended.
        test: {
          name: 'light',
          include: LIGHT,
          maxWorkers: LIGHTLY,
          sequence: { groupOrder: 1 },
          ...system,
        },
      },
      {
        extends: true,
        // When all others have ended, one file after the other.
        test: {
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...system,
        },
      },
    ],
  },
});
