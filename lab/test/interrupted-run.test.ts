import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { manifestSchema } from '../src/records/manifest.ts';
import { processesOf, untilItHasARun } from './left-over.ts';
import { tossingLab } from './tossing-lab.ts';

const scenario = 'toss-on';
const results = join(PROJECT_ROOT, 'results', scenario);
const folder = await mkdtemp(join(tmpdir(), 'lab-interrupted-'));
const hand = join(folder, 'hand');
const STEP_MS = 120_000;

const lab = tossingLab({ TOSS_AS: scenario, HAND_ON_THE_COIN: hand, COIN_ON_EDGE: '1' });

afterAll(async () => {
  for (const made of [results, folder]) await rm(made, { recursive: true, force: true });
});

it('a run that is broken off after a look is reported by that look, keeps what came after it, and goes on from there', async () => {
  // Looks are at 3, 4 and 6 rounds: Ctrl-C comes in the sixth.
  await writeFile(hand, '5');
  const first = lab('run', scenario, '--profile', 'quick', '--arms', 'monolith', '--seed', '7');
  const runId = await untilItHasARun(scenario, first.pid, STEP_MS).catch(async (error: Error) => {
    first.kill('SIGKILL');
    throw new Error(`${error.message}: ${(await first).stderr}`);
  });
  const read = (name: string) => readFile(join(results, runId, name), 'utf8');
  const manifest = async () => manifestSchema.parse(JSON.parse(await read('manifest.json')));
  const comparison = async () => comparisonFileSchema.parse(JSON.parse(await read('comparison.json')));
  const trials = async () =>
    (await readdir(join(results, runId, 'trials'))).filter((name) => name.endsWith('.json')).toSorted();
  const look = async () => {
    if (first.exitCode !== null) throw new Error(`the lab has ended by itself: ${(await first).stderr}`);
    return (await trials()).length >= 5 || `${(await trials()).length} trials have ended`;
  };
  await waitUntil('the fifth round', look, { deadlineMs: STEP_MS, everyMs: 20 });
  first.kill('SIGINT');
  const { exitCode, stderr, stdout } = await first;
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toContain(`What was measured is kept. To go on with it: make run-scenario RESUME=${runId}`);
  expect(stdout).toContain(`results/${scenario}/${runId}/report.html`);

  expect(await manifest()).toMatchObject({ status: 'interrupted', rounds: 6, looks: [3, 4, 6] });
  expect(await comparison()).toMatchObject({ rounds: 5, look: 4, valid: true });
  expect((await comparison()).claims).toMatchObject([
    { id: 'toss.told', verdict: 'inconclusive', because: '4 tosses were told.' },
  ]);
  const [page, text] = [await read('report.html'), await read('report.md')];
  for (const report of [page, text]) expect(report).toContain('4 tosses were told.');
  expect(page).toContain('This run was interrupted. The report shows the trials that ended.');
  expect(page).toContain('Judged by 4 rounds.');
  const files = await readdir(join(results, runId), { recursive: true });
  expect(files.filter((name) => name.endsWith('.part') || name.startsWith('lock-'))).toEqual([]);
  expect(processesOf(runId)).toEqual([]);

  const kept = new Map<string, string>();
  for (const name of await trials()) kept.set(name, await read(`trials/${name}`));
  await rm(hand);
  const again = await lab('run', '--resume', runId);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(await manifest()).toMatchObject({ status: 'finished', rounds: 6 });
  expect(await comparison()).toMatchObject({ rounds: 6, look: 6 });
  expect((await comparison()).claims).toMatchObject([{ because: '6 tosses were told.' }]);
  for (const [name, bytes] of kept) expect(await read(`trials/${name}`)).toBe(bytes);
});
