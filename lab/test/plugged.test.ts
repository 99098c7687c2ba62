import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { tossingLab } from './tossing-lab.ts';

/** A kind, a component, a choice and a scenario that lie in one folder of fixtures: nothing else of the lab knows of them. */
const lab = tossingLab();

const waiting = join(PROJECT_ROOT, 'results', 'predictions', 'toss.json');

afterAll(async () => {
  await rm(join(PROJECT_ROOT, 'results', 'toss'), { recursive: true, force: true });
  await rm(waiting, { force: true });
});

test('what is plugged in is listed, and asked for like everything else', async () => {
  const { stdout } = await lab('list');
  expect(stdout).toMatch(/toss +Does a plug-in need anything/);
  expect(stdout).toContain('coins from the bank');
  expect((await lab('run', '--help')).stdout.replaceAll(/\s+/g, ' ')).toMatch(/choices: .*coins/);
  const refused = await lab('run', 'latency', '--arms', 'monolith+coins=gold');
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/pocket, bank/);
});

test('the doctor looks for a component and a need that are plugged in', async () => {
  const { stdout } = await lab('doctor', '--json');
  const { findings } = JSON.parse(stdout) as { findings: { id: string; remedy?: string }[] };
  expect(findings.find(({ id }) => id === 'coin-bank')?.remedy).toContain('COIN_BANK_URL');
  expect(findings.find(({ id }) => id === 'flat-table')).toMatchObject({
    state: 'found',
    found: 'one is free',
  });
});

test('what is predicted of a scenario that is plugged in waits for its run', async () => {
  const template = (await lab('predict', 'toss', '--template')).stdout;
  const answers = join(await mkdtemp(join(tmpdir(), 'lab-plugged-')), 'answers.txt');
  await writeFile(answers, template.replace('toss.told:', 'toss.told: refuted'));
  const predict = ['predict', 'toss', '--from', answers, '--name', 'Ann'];
  const { exitCode, stdout } = await lab(...predict);
  const inKorean = (await lab(...predict, '--lang', 'ko')).stdout;
  await rm(dirname(answers), { recursive: true });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('1 verdict and 0 ratios predicted: results/predictions/toss.json');
  expect(stdout).toContain('make run-scenario SCENARIO=toss');
  expect(inKorean).toContain('판정 1개와 배율 0개를 예측했습니다: results/predictions/toss.json');
  expect(inKorean).toContain('이전 예측은 지웠습니다.');
  expect(inKorean).not.toContain('The next run');
  const { name, claims } = JSON.parse(await readFile(waiting, 'utf8'));
  expect([name, claims]).toEqual(['Ann', { 'toss.told': 'refuted' }]);
});

test('a kind that is plugged in is refused where the machine lacks what it needs', async () => {
  const { exitCode, stderr } = await tossingLab({ NO_TABLE: '1' })('run', 'toss', '--profile', 'smoke');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('no flat table (all are full).\nTo make it possible, clear a table.');
  // The prediction waits for a run that measures.
  await access(waiting);
});

test('a run of a kind that is plugged in takes its prediction, and leaves trials, a comparison and reports', async () => {
  const { stdout, stderr, exitCode } = await lab(
    'run',
    'toss',
    '--profile',
    'smoke',
    '--json',
    '--lang',
    'ko',
  );
  expect(exitCode, stderr).toBe(0);
  // Whoever asks for Korean gets no line of progress without it.
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !/\p{Script=Hangul}/u.test(line))).toEqual([]);
  const comparison = JSON.parse(stdout);
  expect(comparison.claims).toMatchObject([
    { id: 'toss.told', verdict: 'supported', because: '2 tosses were told.' },
  ]);
  expect(comparison.arms).toEqual(['monolith', 'monolith+coins=bank']);
  const folder = join(PROJECT_ROOT, 'results', 'toss', comparison.runId);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest.components).toMatchObject([{ name: 'Coin bank', version: '1.0' }]);
  expect(manifest.scenario.experiment).toEqual({ kind: 'toss', settings: { coins: 3 } });
  const files = (await readdir(join(folder, 'trials'))).filter((name) => name.endsWith('.json'));
  const trials = await Promise.all(files.map((name) => readFile(join(folder, 'trials', name), 'utf8')));
  expect(
    trials.map((text) => JSON.parse(text)).map(({ kind, arm, details }) => [kind, arm, details]),
  ).toEqual(
    expect.arrayContaining([
      ['toss', 'monolith', { heads: 3, components: [] }],
      ['toss', 'monolith+coins=bank', { heads: 3, components: ['coin-bank'] }],
    ]),
  );
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  expect(page).toContain('What the coins said');
  expect(page).toContain('tosses made-up coins.');
  const prediction = JSON.parse(await readFile(join(folder, 'prediction.json'), 'utf8'));
  expect(prediction).toMatchObject({ name: 'Ann', claims: { 'toss.told': 'refuted' } });
  expect(page).toContain('Predicted by Ann');
  await expect(access(waiting)).rejects.toThrow('ENOENT');
  expect(dirname(folder)).toContain('toss');
});
