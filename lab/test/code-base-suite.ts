import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { applyChange } from '../src/experiments/steps/changes.ts';
import {
  type CodeBase,
  prepareCodeBase,
  readShopSources,
  type ShopSources,
} from '../src/experiments/steps/code-base.ts';
import { homeOf, type Side } from '../src/experiments/steps/layout.ts';
import { type Change, STEPS, type Step } from '../src/experiments/steps/settings.ts';
import { replaceOnce } from '../src/experiments/steps/source-tree.ts';
import { type MeasuredStep, measureStep, type StepSetting } from '../src/experiments/steps/step.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { createScratch, type Scratch } from '../src/host/processes/scratch.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { untilNothingIsLeft } from './left-over.ts';

/**
 * What every side of a build experiment promises, tried on a code base with a copy of every context. A file for each side: they take minutes,
 * and run side by side. How a step fails does not depend on how the code is divided: `build-counts.test.ts` and `restart.test.ts` try that on less
 * code.
 */
export function codeBaseSuite(side: Side): void {
  describe(`a code base of the ${side}, with a copy of every context`, () => {
    const runId = `test-${process.pid}-${side}`;
    let guardian: Guardian;
    let scratch: Scratch;
    let shop: ShopSources;
    let codeBase: CodeBase;
    let setting: StepSetting;

    beforeAll(async () => {
      guardian = acquireGuardian(runId);
      scratch = await createScratch(PROJECT_ROOT, 'test');
      const dir = join(scratch.path, side);
      shop = await readShopSources(PROJECT_ROOT);
      codeBase = await prepareCodeBase({ shop, root: PROJECT_ROOT, dir, side, growth: 2, runId, guardian });
      const dataDir = join(dir, 'data');
      await mkdir(dataDir);
      const env = { LOG_LEVEL: 'warn', AMQP_URL: inject('amqpUrl'), AMQP_PREFIX: `${runId}.` };
      setting = { runId, guardian, scratch: dir, system: async () => ({ dataDir, logDir: dir, env }) };
    }, 300_000);

    afterAll(async () => {
      await guardian.release();
      await untilNothingIsLeft(runId, 5_000);
      await scratch.remove();
    });

    /** Carries out some steps after a change, which is then taken back. */
    async function carriedOut(change: Change, steps: readonly Step[]): Promise<readonly MeasuredStep[]> {
      const applied = await applyChange(codeBase, change);
      try {
        const done: MeasuredStep[] = [];
        for (const step of steps) done.push(await measureStep(codeBase, applied, step, setting));
        return done;
      } finally {
        await applied.undo();
      }
    }

    // A first build is the same work on every side. It takes longest, so only the smallest has it.
    if (side === 'monolith')
      test('clean builds every package, and writes every file', async () => {
        const [compiled] = await carriedOut('clean', ['compile']);
        expect(compiled).toMatchObject({
          packagesRebuilt: codeBase.packages.length,
          contextsRebuilt: 2 * 6,
          filesEmitted: codeBase.size.filesWritten,
        });
        expect(codeBase.size.tests).toBeGreaterThan(codeBase.size.testFiles);
      }, 300_000);

    test('service-body is seen by the compiler and by the tests, and restarts what runs it alone', async () => {
      const [compiled, tested, restarted] = await carriedOut('service-body', STEPS);
      // Of a monolith of one package, one package is all contexts.
      const contextsRebuilt = side === 'monolith' ? 2 * 6 : 1;
      expect(compiled).toMatchObject({ packagesRebuilt: 1, contextsRebuilt, filesEmitted: 3 });
      expect(tested?.testsRun).toBeGreaterThan(0);
      expect(restarted).toMatchObject({ processesRestarted: 1, cpuSeconds: expect.any(Number) });
      expect(restarted?.cpuSeconds).toBeGreaterThan(0.1);
    }, 300_000);

    // The tests that a change of what all share concerns are nearly all there are, which takes minutes. A change of one service stands for it.
    test('domain-body is seen by the compiler', async () => {
      const [compiled] = await carriedOut('domain-body', ['compile']);
      expect(compiled).toMatchObject({ packagesRebuilt: 1 });
    }, 300_000);

    test('domain-signature is seen by the compiler, everywhere, and by all that runs', async () => {
      // A monolith has no more than the process that is restarted above.
      const steps = side === 'services' ? (['compile', 'restart'] as const) : (['compile'] as const);
      const [compiled, restarted] = await carriedOut('domain-signature', steps);
      expect(compiled).toMatchObject({ packagesRebuilt: codeBase.packages.length, contextsRebuilt: 2 * 6 });
      if (side === 'services') expect(restarted).toMatchObject({ processesRestarted: 1 + 2 * 6 });
    }, 300_000);

    test('all of them are taken back: there is nothing to build, to test and to restart', async () => {
      const [compiled, tested, restarted] = await carriedOut('no-op', STEPS);
      expect(compiled).toMatchObject({ packagesRebuilt: 0, filesEmitted: 0 });
      expect(tested).toMatchObject({ testsRun: 0 });
      expect(restarted).toMatchObject({ processesRestarted: 0, wallMs: 0 });
      // None of them has reached the working tree that the code base was made from.
      expect(await readShopSources(PROJECT_ROOT)).toEqual(shop);
    }, 120_000);

    test("a copy's tests run, and fail when its logic is wrong", async () => {
      const file = `${homeOf(side, 'catalog').replaceAll('catalog', 'catalog2')}/catalog2-service.ts`;
      const path = join(codeBase.root, file);
      const text = await readFile(path, 'utf8');
      const changed = {
        change: 'domain-body',
        edited: file,
        marker: undefined,
        declared: undefined,
      } as const;
      const applied = { ...changed, undo: async () => undefined };
      await writeFile(path, replaceOnce(text, 'await store.setPrice(sku, price);', '', file));
      try {
        const failed = measureStep(codeBase, applied, 'test', setting);
        await expect(failed).rejects.toThrow(
          /vitest ended with exit code 1.*changes a price.*Tests +\d+ failed.*catalog2\.test\.ts/s,
        );
      } finally {
        await writeFile(path, text);
      }
    }, 120_000);

    // A copied service is started by the test of a changed signature.
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
  });
}
