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
import { CHANGES, type Change } from '../src/experiments/steps/settings.ts';
import { replaceOnce } from '../src/experiments/steps/source-tree.ts';
import { type MeasuredStep, measureStep, type StepSetting } from '../src/experiments/steps/step.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { createScratch, type Scratch } from '../src/host/processes/scratch.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { untilNothingIsLeft } from './left-over.ts';

/** Where a test does its changes. */
export interface ChangedCodeBase {
  readonly codeBase: CodeBase;
  readonly setting: StepSetting;
}

/**
 * What every side of a build experiment promises, tried on a code base with a copy of every context. A file for each side: they take minutes,
 * and run side by side.
 *
 * @param more tests of this side alone
 */
export function codeBaseSuite(side: Side, more?: (prepared: () => ChangedCodeBase) => void): void {
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

    /** Compiles after a change, which is then taken back, and runs the tests that it concerns, where asked to. */
    async function carriedOut(
      change: Change,
      steps: readonly ('compile' | 'test')[],
    ): Promise<Partial<MeasuredStep>> {
      const applied = await applyChange(codeBase, change);
      try {
        let done: Partial<MeasuredStep> = {};
        for (const step of steps)
          done = { ...done, ...(await measureStep(codeBase, applied, step, setting)) };
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
        // Those that a change of the domain concerns are nearly all there are, which takes minutes. A change of one service stands for them.
        const tests = change === 'service-body';
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
      const changed = {
        change: 'domain-body',
        edited: file,
        marker: undefined,
        declared: undefined,
      } as const;
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

    more?.(() => ({ codeBase, setting }));
  });
}
