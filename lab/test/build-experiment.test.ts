import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { PlannedTrial } from '../src/bench/plan.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { applyChange } from '../src/experiments/steps/changes.ts';
import {
  type CodeBase,
  prepareCodeBase,
  readShopSources,
  type ShopSources,
} from '../src/experiments/steps/code-base.ts';
import { homeOf, SIDES } from '../src/experiments/steps/layout.ts';
import { buildRecordSchema } from '../src/experiments/steps/record.ts';
import { runStepsRound } from '../src/experiments/steps/round.ts';
import { CHANGES, type Change, type StepsSettings } from '../src/experiments/steps/settings.ts';
import { replaceOnce } from '../src/experiments/steps/source-tree.ts';
import { type MeasuredStep, measureStep, type StepSetting } from '../src/experiments/steps/step.ts';
import type { BuildSetting } from '../src/experiments/steps/trial.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { createScratch, type Scratch } from '../src/host/processes/scratch.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { untilNothingIsLeft } from './left-over.ts';

const runId = `test-${process.pid}-builds`;
let guardian: Guardian;
let scratch: Scratch;

beforeAll(async () => {
  guardian = acquireGuardian(runId);
  scratch = await createScratch(PROJECT_ROOT, 'test');
});

afterAll(async () => {
  await guardian.release();
  await untilNothingIsLeft(runId, 5_000);
  await scratch.remove();
});

describe.each(SIDES)('a code base of the %s, with a copy of every context', (side) => {
  let shop: ShopSources;
  let codeBase: CodeBase;
  let setting: StepSetting;

  beforeAll(async () => {
    const dir = join(scratch.path, side);
    shop = await readShopSources(PROJECT_ROOT);
    codeBase = await prepareCodeBase({ shop, root: PROJECT_ROOT, dir, side, growth: 2, runId, guardian });
    const dataDir = join(dir, 'data');
    await mkdir(dataDir);
    const env = { LOG_LEVEL: 'warn', AMQP_URL: inject('amqpUrl'), AMQP_PREFIX: `${runId}-${side}.` };
    setting = { runId, guardian, scratch: dir, system: async () => ({ dataDir, logDir: dir, env }) };
  }, 300_000);

  /** Compiles after a change, which is then taken back, and runs the tests that it concerns, where asked to. */
  async function carriedOut(
    change: Change,
    steps: readonly ('compile' | 'test')[],
  ): Promise<Partial<MeasuredStep>> {
    const applied = await applyChange(codeBase, change);
    try {
      let done: Partial<MeasuredStep> = {};
      for (const step of steps) done = { ...done, ...(await measureStep(codeBase, applied, step, setting)) };
      return done;
    } finally {
      await applied.undo();
    }
  }

  // What is done where nothing was changed is asked once all of these are taken back.
  test.each(CHANGES.filter((change) => change !== 'no-op'))(
    '%s is seen by the compiler, and by the tests',
    async (change) => {
      const all = codeBase.packages.length;
      // The tests that a change of the domain concerns are nearly all, and the same on each side: once for all stands for the others.
      const nearlyAll = side === 'services' && change === 'domain-body';
      const tests = nearlyAll || change === 'service-body';
      const done = await carriedOut(change, tests ? ['compile', 'test'] : ['compile']);
      const one = change === 'service-body' || change === 'domain-body';
      expect(done.packagesRebuilt).toBe(one ? 1 : all);
      // Of a monolith of one package, that is all contexts.
      const contexts = change === 'service-body' ? (side === 'monolith' ? 2 * 6 : 1) : undefined;
      if (contexts !== undefined) expect(done.contextsRebuilt).toBe(contexts);
      if (change === 'clean') {
        expect(done).toMatchObject({ contextsRebuilt: 2 * 6, filesEmitted: codeBase.size.filesWritten });
        expect(codeBase.size.tests).toBeGreaterThan(codeBase.size.testFiles);
      }
      if (tests) expect(done.testsRun).toBeGreaterThan(0);
      if (change === 'service-body') expect(done.filesEmitted).toBe(3);
    },
    300_000,
  );

  test('all of them are taken back: the compiler finds nothing to build', async () => {
    const done = await carriedOut('no-op', ['compile', 'test']);
    expect(done).toMatchObject({ packagesRebuilt: 0, filesEmitted: 0, testsRun: 0 });
    // None of them has reached the working tree that the code base was made from.
    expect(await readShopSources(PROJECT_ROOT)).toEqual(shop);
  }, 120_000);

  test("a copy's tests run, and fail when its logic is wrong", async () => {
    const file = `${homeOf(side, 'catalog').replaceAll('catalog', 'catalog2')}/catalog2-service.ts`;
    const path = join(codeBase.root, file);
    const text = await readFile(path, 'utf8');
    const changed = { change: 'domain-body', edited: file, marker: undefined, declared: undefined } as const;
    const applied = { ...changed, undo: async () => undefined };
    expect(await measureStep(codeBase, applied, 'test', setting)).toMatchObject({
      testFiles: expect.any(Number),
    });
    await writeFile(path, replaceOnce(text, 'await store.setPrice(sku, price);', '', file));
    try {
      const failed = measureStep(codeBase, applied, 'test', setting);
      await expect(failed).rejects.toThrow(
        /vitest ended with exit code 1.*catalog2\.test\.ts.*changes a price/s,
      );
    } finally {
      await writeFile(path, text);
    }
  }, 120_000);

  // A copied service is started by the test of restarts below.
  if (side !== 'services')
    test('composes its copies when it starts', async () => {
      const file = `${homeOf(side, 'catalog').replaceAll('catalog', 'catalog2')}/catalog2-service.ts`;
      const path = join(codeBase.root, file);
      const text = await readFile(path, 'utf8');
      const marker = 'the_copy_is_there';
      const place = '}): Catalog2 {';
      await writeFile(path, replaceOnce(text, place, `${place}\n  console.info('${marker}');`, file));
      const changed = { change: 'domain-body', edited: file, marker, declared: undefined } as const;
      const applied = { ...changed, undo: () => codeBase.outputs.restore() };
      try {
        await measureStep(codeBase, applied, 'compile', setting);
        expect(await measureStep(codeBase, applied, 'restart', setting)).toMatchObject({
          processesRestarted: 1,
        });
      } finally {
        await writeFile(path, text);
        await applied.undo();
      }
    }, 120_000);

  test('restarts what runs the changed code, and nothing else', async () => {
    const restarted = async (change: Change) => {
      const applied = await applyChange(codeBase, change);
      try {
        await measureStep(codeBase, applied, 'compile', setting);
        return await measureStep(codeBase, applied, 'restart', setting);
      } finally {
        await applied.undo();
      }
    };
    expect(await restarted('no-op')).toMatchObject({ processesRestarted: 0, wallMs: 0 });
    const one = await restarted('service-body');
    expect(one).toMatchObject({ processesRestarted: 1, cpuSeconds: expect.any(Number) });
    expect(one.cpuSeconds).toBeGreaterThan(0.1);
    // A monolith has no more than the one.
    if (side === 'services')
      expect(await restarted('domain-signature')).toMatchObject({ processesRestarted: 1 + 2 * 6 });
  }, 300_000);

  // How a step fails does not depend on how the code is divided.
  if (side !== 'services') return;

  test('a change that nothing shows makes its step fail', async () => {
    const applied = await applyChange(codeBase, 'service-body');
    const unseen = { ...applied, marker: 'never_said' };
    try {
      const compiled = measureStep(codeBase, unseen, 'compile', setting);
      await expect(compiled).rejects.toThrow(/catalog-service\.js does not hold the change/);
      const tested = measureStep(codeBase, unseen, 'test', setting);
      await expect(tested).rejects.toThrow('no test has run the changed code');
      const restarted = measureStep(codeBase, unseen, 'restart', setting);
      await expect(restarted).rejects.toThrow(/(monolith|catalog) did not load the changed code/);
    } finally {
      await applied.undo();
    }
  }, 120_000);

  test('a change that does not compile makes its step fail, with what the compiler says', async () => {
    const applied = await applyChange(codeBase, 'service-body');
    const path = join(codeBase.root, applied.edited ?? '');
    await writeFile(path, `${await readFile(path, 'utf8')}\nexport const wrong: number = 'text';\n`);
    try {
      const compiled = measureStep(codeBase, applied, 'compile', setting);
      await expect(compiled).rejects.toThrow(/catalog-service\.ts\(\d+,\d+\): error TS2322/);
    } finally {
      await applied.undo();
    }
  }, 120_000);
});

describe('a round of a build experiment', () => {
  const cells: StepsSettings['cells']['smoke'] = [
    { change: 'no-op', growth: 1, cpus: 'all' },
    { change: 'service-body', growth: 1, cpus: 'all' },
  ];
  const planned = (number: number, topology: string, name = topology): PlannedTrial => ({
    ...{ number, round: 1, arm: { name, topology } },
  });

  const withoutBroker = new AcquiredComponents([
    {
      ...{ id: 'rabbitmq', name: 'RabbitMQ', origin: 'nowhere', version: '' },
      freshNamespace: async () => ({
        env: { AMQP_URL: 'not a URL' },
        leave: async () => undefined,
      }),
      pids: () => [],
      release: async () => undefined,
    },
  ]);

  async function run(
    trials: readonly PlannedTrial[],
    changed: Partial<BuildSetting> = {},
    smoke: typeof cells = cells,
  ) {
    const settings: StepsSettings = { cells: { smoke, quick: [], full: [] } };
    const own = await mkdtemp(join(scratch.path, 'round-'));
    const seeded = join(own, 'seeded');
    await mkdir(seeded, { recursive: true });
    const scenario = { id: 'build-time', experiment: { kind: 'steps', settings } };
    const plan = { profile: PROFILES.smoke, seed: 1, scenario } as BuildSetting['plan'];
    const setting: BuildSetting = {
      ...{
        root: PROJECT_ROOT,
        runId,
        plan,
        components: withoutBroker,
        cpus: undefined,
        seededData: () => seeded,
      },
      ...{ scratch: own, signal: new AbortController().signal, step: () => undefined, ...changed },
    };
    const dirOf = ({ number }: PlannedTrial) => join(own, `logs-${number}`);
    return runStepsRound(settings, setting, { trials, attempt: 1, dirOf });
  }

  test('has a valid trial of every arm, with the values of every cell', async () => {
    const records = await run([planned(1, 'monolith'), planned(2, 'monolith', 'monolith#2')]);
    for (const record of records) {
      expect(record).toMatchObject({ valid: true, invalidBecause: [], topology: 'monolith' });
      const details = buildRecordSchema.parse(record.details);
      expect(details).toEqual(record.details);
      expect(details.cells.map(({ change }) => change)).toEqual(['no-op', 'service-body']);
      expect(details.codeBases).toMatchObject([{ growth: 1, contexts: 6, packages: 2 }]);
      const { 'service-body@x1.running': running = 0, ...others } = record.values;
      const steps = ['compile', 'test', 'restart'].map((step) => others[`service-body@x1.${step}`] ?? 0);
      expect(running).toBeCloseTo(
        steps.reduce((sum, seconds) => sum + seconds, 0),
        6,
      );
    }
  }, 300_000);

  test('leaves out with a trial that fails those beside it', async () => {
    // A service that is given no broker ends at once.
    const arms = [planned(1, 'monolith'), planned(2, 'microservices')];
    const records = await run(arms, {}, cells.slice(-1));
    expect(records[1]?.invalidBecause.join()).toMatch(/^service-body in the services ×1: restart: catalog /);
    expect(records[0]?.invalidBecause).toEqual(['left out with microservices, with which it took turns']);
  }, 300_000);

  test('rejects when the run is called off', async () => {
    const controller = new AbortController();
    controller.abort(new Error('Ctrl-C'));
    await expect(run([planned(1, 'monolith')], { signal: controller.signal })).rejects.toThrow('Ctrl-C');
  });
});
