import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyChange } from '../src/experiments/steps/changes.ts';
import { measureStep } from '../src/experiments/steps/step.ts';
import { codeBaseSuite } from './code-base-suite.ts';

// How a step fails does not depend on how the code is divided.
codeBaseSuite('services', (prepared) => {
  test('a change that nothing shows makes its step fail', async () => {
    const { codeBase, setting } = prepared();
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
    const { codeBase, setting } = prepared();
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
