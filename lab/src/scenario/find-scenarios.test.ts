import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { findScenario, MORE_SCENARIOS, requireWorkloads, workloadBeside } from './find-scenarios.ts';

let folder: string;
const own = () => ({ built: join(folder, 'workload.js'), source: join(folder, 'workload.ts') });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-workloads-'));
  for (const name of ['reads.ts', 'reads.js', 'writes.ts']) await writeFile(join(folder, name), '');
});
afterEach(() => rm(folder, { recursive: true }));

test('workloads that are written and built are there', () => {
  expect(() => requireWorkloads(own(), [])).not.toThrow();
  expect(() => requireWorkloads(own(), ['reads'])).not.toThrow();
});

test('a plug-in may be written in JavaScript', async () => {
  await writeFile(join(folder, 'tosses.js'), '');
  expect(() => requireWorkloads(own(), ['tosses'])).not.toThrow();
  expect(workloadBeside(own(), 'tosses').source).toBe(join(folder, 'tosses.js'));
});

test.each([
  ['written but not built', 'writes', 'writes.js'],
  ['misspelled', 'raeds', 'raeds.js'],
])('a workload that is %s is told, with the file that is missing', (_, name, file) => {
  const wanted = `names the workload "${name}", but there is no ${join(folder, file)}. Mend the name`;
  expect(() => requireWorkloads(own(), ['reads', name])).toThrow(wanted);
});

test('a scenario whose id is not the name of its folder is refused', async () => {
  await mkdir(join(folder, 'scenarios'));
  await writeFile(join(folder, 'scenario.js'), "export default { id: 'tinny' };");
  onTestFinished(MORE_SCENARIOS.add({ id: 'tiny', built: folder, source: folder }));
  await expect(findScenario(folder, 'tiny')).rejects.toThrow('"tiny" says that its id is "tinny"');
});
