import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { times } from '../src/charts/words.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import type { Prediction } from '../src/records/prediction.ts';
import { listReferences } from '../src/results/find-run.ts';
import { readComparison } from '../src/results/read-run.ts';
import { labCommands } from './lab-commands.ts';

/** By the command line and with stored runs: nothing is measured here. `plugged.test.ts` has a run that takes its prediction. */
const lab = labCommands({ LANG: 'C' });
const waiting = join(PROJECT_ROOT, 'results', 'predictions', 'latency.json');
const readWaiting = () => readFile(waiting, 'utf8').catch(() => undefined);

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-predictions-'));
});

afterEach(() => rm(dir, { recursive: true }));

describe('lab predict', () => {
  it('prints what can be answered, in the language that is asked for', async () => {
    const { exitCode, stdout } = await lab('predict', 'latency', '--template');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# calls between services are slow\nmsa\.slow-calls:$/m);
    expect(stdout).toMatch(
      /^# time to place an order, .* \(ms\): with microservices, how many times that of monolith\?\nplace-order\.p50:$/m,
    );
    expect((await lab('predict', 'latency', '--template', '--lang', 'ko')).stdout).toContain('몇 배인가?');
  });

  it('answers 2 where it can ask nobody, or is not answered, says what to do, and keeps nothing', async () => {
    const before = await readWaiting();
    const wrong = join(dir, 'wrong.txt');
    await writeFile(wrong, 'msa.slow-calls: surely\nplace-order: 4\nplace-order.p50: -4\n');
    const empty = join(dir, 'empty.txt');
    await writeFile(empty, '# nothing\n');
    const cases: [string[], RegExp][] = [
      [['latency'], /Questions need a terminal.*--template > prediction\.txt/],
      [['latncy'], /Did you mean "latency"\?/],
      [['latency', '--lang', 'fr', '--template'], /no language "fr".*en, ko/],
      [['latency', '--from', join(dir, 'gone.txt')], /gone\.txt cannot be read \(ENOENT\)/],
      [
        ['latency', '--from', wrong],
        /line 1: "surely"[\s\S]*line 2: .*"place-order\.p50"[\s\S]*line 3: "-4"/,
      ],
      [['latency', '--from', empty], /Nothing is predicted/],
    ];
    for (const [args, hint] of cases) {
      const { exitCode, stderr } = await lab('predict', ...args);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(hint)]);
    }
    expect(await readWaiting()).toBe(before);
  });
});

const LATENCY = join(PROJECT_ROOT, 'results', 'reference', 'latency');
const { comparison } = await readComparison(LATENCY);
const measured =
  comparison?.metrics
    .find(({ id }) => id === 'place-order.p50')
    ?.comparisons.find(({ arm }) => arm === 'microservices')?.ratio ?? Number.NaN;

/** As a person writes it. */
const TWICE = Number((2 * measured).toFixed(1));

/** What somebody expected of the published run of `latency`: one of the two claims, and twice of a ratio that it measured. */
const prediction: Prediction = {
  schema: 1,
  scenario: 'latency',
  name: 'Ann',
  at: '2026-07-01T09:00:00.000Z',
  claims: { 'mono.direct-calls': 'supported', 'msa.slow-calls': 'refuted' },
  ratios: [
    {
      metric: 'place-order.p50',
      topology: 'microservices',
      against: 'monolith',
      text: { en: 'time to place an order', ko: '주문하기 시간' },
      expected: TWICE,
    },
  ],
};

describe('lab room', () => {
  /** Leaves a published run there as a participant packs one: without its trials. */
  async function bring(scenario: string, to: string): Promise<string> {
    const folder = join(dir, to);
    await mkdir(folder, { recursive: true });
    for (const name of ['manifest.json', 'comparison.json'])
      await copyFile(join(PROJECT_ROOT, 'results', 'reference', scenario, name), join(folder, name));
    return folder;
  }

  it('lays the runs of several machines side by side, and names what it cannot read', async () => {
    const references = (await listReferences(PROJECT_ROOT)).map(({ scenario }) => scenario);
    for (const scenario of references) await bring(scenario, `bob/results/${scenario}/run`);
    const ann = await bring('latency', 'ann');
    const manifest = JSON.parse(await readFile(join(ann, 'manifest.json'), 'utf8'));
    await writeFile(join(ann, 'manifest.json'), JSON.stringify({ ...manifest, runId: 'of-ann' }));
    await writeFile(join(ann, 'prediction.json'), JSON.stringify(prediction));
    await mkdir(join(dir, 'carl'));
    await writeFile(join(dir, 'carl', 'manifest.json'), '{');

    const { exitCode, stdout, stderr } = await lab('room', dir);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^left out: carl: .*manifest\.json is damaged/);
    expect(stdout).toMatch(/^Latency: 2 runs$/m);
    expect(stdout).toContain('supported in all 2 runs: calls between services are slow (msa.slow-calls)');
    expect(stdout).toContain(`microservices ÷ monolith: ${times(measured)}× in 2 runs`);
    expect(stdout).toContain('Claims right: 1 of 2. Off by 2.0× (one ratio). Inside the interval: 0 of 1.');
    const page = await readFile(join(dir, 'room.html'), 'utf8');
    expect(page.match(/<h2 id="[\w-]+">/g)).toHaveLength(references.length);
    expect(page).toContain('Ann');
    expect(page).toContain(manifest.environment.cpuModel);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    // A second time the page itself is no run.
    expect((await lab('room', dir)).stdout).toBe(stdout);
  });

  it('answers 2 where there is no run, and says what one is', async () => {
    await mkdir(join(dir, 'nobody'));
    const cases: [string, RegExp][] = [
      ['', /make room DIR=<folder>/],
      [join(dir, 'gone'), /There is no folder/],
      [dir, /holds no run that can be read.*manifest\.json and comparison\.json/],
    ];
    for (const [given, hint] of cases) {
      const { exitCode, stderr } = await lab('room', given);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(hint)]);
    }
    expect(await readdir(dir)).toEqual(['nobody']);
  });
});

it("lab report shows a stored run's prediction beside what it measured", async () => {
  const folder = join(dir, 'run');
  await mkdir(folder);
  for (const name of ['manifest.json', 'comparison.json'])
    await copyFile(join(LATENCY, name), join(folder, name));
  await writeFile(join(folder, 'prediction.json'), JSON.stringify(prediction));
  const { exitCode, stdout } = await lab('report', folder);
  expect(exitCode).toBe(0);
  const ratio = `microservices ÷ monolith: predicted ${TWICE}×, measured ${times(measured)}× [`;
  const said = stdout.replaceAll(/\n */g, ' ');
  expect(said).toContain(`time to place an order, ${ratio}`);
  expect(said).toContain(']: off by 2.0×, outside the interval');
  for (const name of ['report.md', 'report.html'])
    expect(await readFile(join(folder, name), 'utf8')).toContain('Predicted by Ann');
});
