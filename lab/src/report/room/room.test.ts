import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madePrediction, predictedRead } from '../../../test/fixtures/made-prediction.ts';
import { type Making, madeRun, writeRun } from '../../../test/fixtures/made-run.ts';
import type { Prediction } from '../../records/prediction.ts';
import type { RulingVerdict } from '../../records/verdict.ts';
import { UsageError } from '../../registry/usage-error.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { renderRoom } from './page.ts';
import { readRoom } from './read-room.ts';
import { agreementOf, roomOf } from './room.ts';
import { renderRoomTerminal } from './terminal.ts';
import { agreementInWords } from './words.ts';

const asked = new Map([
  [
    'made',
    [
      {
        metric: 'read.p50',
        topology: 'microservices',
        against: 'monolith',
        text: { en: 'time to read', ko: '읽기 시간' },
        unit: 'ms',
      },
    ],
  ],
]);

/** A run of somebody's machine. */
function brought(runId: string, times: number, prediction: Prediction | null = null, making: Making = {}) {
  const { manifest } = madeRun();
  const environment = { ...manifest.environment, cpuModel: `CPU of <${runId}>` };
  const startedAt = `2026-07-0${runId.length}T10:00:00.000Z`;
  const made = madeRun({
    runId,
    ms: { monolith: 10, microservices: 10 * times },
    ...making,
    manifest: { environment, startedAt, ...making.manifest },
  });
  return { ...made, prediction };
}

describe('agreement on a claim', () => {
  it.each<[RulingVerdict[], string]>([
    [['supported', 'supported'], 'all'],
    [['mixed'], 'all'],
    [['supported', 'inconclusive'], 'some'],
    [['supported', 'refuted', 'inconclusive'], 'differ'],
    [['inconclusive', 'inconclusive'], 'none'],
    [[], 'none'],
  ])('of %j is %s', (verdicts, agreement) => {
    expect(agreementOf(verdicts)).toBe(agreement);
  });
});

describe('a room', () => {
  const ann = brought('a', 3, madePrediction({ name: 'Ann <b>', ratios: [predictedRead(3)] }));
  const same = brought('bb', 1);
  const bob = brought(
    'ccc',
    4,
    madePrediction({ claims: { 'made.claim': 'refuted' }, ratios: [predictedRead(2)] }),
  );

  it('counts the runs of each scenario in the order in which they began', () => {
    const { scenario } = ann.manifest;
    const other = brought('dddd', 3, null, { manifest: { scenario: { ...scenario, id: 'another' } } });
    const room = roomOf([bob, other, ann], asked);
    expect(room.map(({ id }) => id)).toEqual(['another', 'made']);
    expect(room[1]?.runs.map(({ number, manifest }) => [number, manifest.runId])).toEqual([
      [1, 'a'],
      [2, 'ccc'],
    ]);
    // Nobody asks for ratios of a scenario that is not there any more.
    expect(room[0]?.ratios).toEqual([]);
  });

  it('says on which claims all runs agree, and on which they do not', () => {
    const words = (...runs: (typeof ann)[]) =>
      roomOf(runs, asked).flatMap(({ claims }) => claims.map((claim) => agreementInWords(claim).en));
    expect(words(ann)).toEqual(['supported in the only run']);
    expect(words(ann, bob)).toEqual(['supported in all 2 runs']);
    expect(words(ann, same, bob)).toEqual(['supported in 2 of 3 runs, settled in no other']);
    const claims = same.comparison.claims.map((claim) => ({ ...claim, verdict: 'refuted' as const }));
    const refuting = { ...same, comparison: { ...same.comparison, claims } };
    expect(words(ann, refuting, bob)).toEqual(['differs: supported in 2, refuted in 1 of 3 runs']);
  });

  it('says so where the runs decided a claim by several rules', () => {
    const { scenario } = ann.manifest;
    const claims = scenario.claims.map((claim) => ({ ...claim, decidedBy: 'another rule' }));
    const older = { ...bob, manifest: { ...bob.manifest, scenario: { ...scenario, claims } } };
    expect(roomOf([ann, bob], asked)[0]?.claims[0]?.oneRule).toBe(true);
    const room = roomOf([ann, older], asked);
    expect(room[0]?.claims[0]?.oneRule).toBe(false);
    expect(renderRoomTerminal(room)).toContain('different rules');
  });

  it('has every ratio by machine, with its interval', () => {
    const [ratio] = roomOf([ann, same, bob], asked)[0]?.ratios ?? [];
    expect(ratio?.found.map(({ comparison }) => Math.round(comparison.ratio))).toEqual([3, 1, 4]);
    expect(ratio?.found.every(({ comparison }) => comparison.ci95)).toBe(true);
  });

  it('is a page of one file, and a summary, that show all of it', () => {
    const room = roomOf([ann, same, bob], asked);
    const page = renderRoom(room, ['carl: <nothing> in it']);
    expect(page.replace(LANGUAGE_SWITCH.text, '')).not.toMatch(
      /<script|src=|href=|url\(|@import|NaN|undefined|Infinity/,
    );
    expect(page).toContain('carl: &lt;nothing&gt; in it');
    expect(page).toContain('CPU of &lt;a&gt;, 2 CPUs, 7.5 GB, Linux 6.1 x64');
    expect(page).toMatch(
      /Ann &lt;b&gt;.*Claims right: 1 of 1\. Off by 1\.0\d× \(one ratio\)\. Inside the interval: 1 of 1\./,
    );
    expect(page).toContain('time to read, microservices ÷ monolith: 1.00× to 4.0× in 3 runs');
    expect(page).toContain('How predictions are scored');
    const summary = renderRoomTerminal(room);
    expect(summary).toContain('supported in 2 of 3 runs, settled in no other: it is <slower> (made.claim)');
    expect(summary).toMatch(/1 {2}Ann <b> {2}Claims right: 1 of 1/);
    expect(summary).toMatch(
      /3 {2}– {2}Claims right: 0 of 1\. Off by 2\.00?× \(one ratio\)\. Inside the interval: 0 of 1\./,
    );
  });

  it('says nothing of predictions where there are none', () => {
    const room = roomOf([same], asked);
    expect(renderRoom(room, [])).not.toMatch(/Predictions against|How predictions are scored|Left out/);
    expect(renderRoomTerminal(room)).not.toContain('Predictions');
  });
});

describe('the folder of a room', () => {
  let dir: string;
  const put = (path: string, run: ReturnType<typeof brought>) => writeRun(join(dir, path), run);
  const read = () => readRoom(dir, dir);
  const idsOf = async () => (await read()).runs.map(({ manifest }) => manifest.runId);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lab-room-'));
    await mkdir(join(dir, 'scenarios'));
  });

  afterEach(() => rm(dir, { recursive: true }));

  it('may be nested or flat, and runs need no trials', async () => {
    await put('ann/results/made/a', { ...brought('a', 3, madePrediction({ name: 'Ann' })), trials: [] });
    await put('bob', brought('bb', 3));
    await mkdir(join(dir, 'empty'));
    const { runs, skipped } = await read();
    expect(runs.map(({ manifest, prediction }) => [manifest.runId, prediction?.name])).toEqual([
      ['a', 'Ann'],
      ['bb', undefined],
    ]);
    expect(skipped).toEqual([]);
  });

  it('compares a run again whose comparison an earlier version made, where its trials are there', async () => {
    const early = brought('a', 3);
    const comparison = { ...early.comparison, schema: 1 as 2 };
    await put('with', { ...early, comparison });
    await put('without', { ...brought('bb', 3), comparison, trials: [] });
    const { runs, skipped } = await read();
    expect(runs.map(({ comparison: found }) => [found.runId, found.schema])).toEqual([['a', 2]]);
    expect(skipped).toEqual([expect.stringMatching(/^without: .*older version.*trials are missing/)]);
  });

  it('names what it leaves out, and why', async () => {
    await put('a', brought('a', 3));
    await put('again/a', brought('a', 3));
    await put('damaged', brought('bb', 3));
    await writeFile(join(dir, 'damaged', 'comparison.json'), '{');
    const { manifest } = brought('ccc', 3);
    await writeRun(join(dir, 'killed'), { manifest: { ...manifest, status: 'running' }, trials: [] });
    await put('invalid', brought('dddd', 3, null, { rounds: 0 }));
    await mkdir(join(dir, 'half'));
    await writeFile(join(dir, 'half', 'comparison.json'), '{}');
    expect(await idsOf()).toEqual(['a']);
    expect((await read()).skipped).toEqual([
      'again/a: it is the same run as a',
      expect.stringMatching(/^damaged: .*comparison\.json is damaged/),
      expect.stringMatching(/^half: .*has no manifest\.json/),
      expect.stringMatching(/^invalid: it has no valid result/),
      expect.stringMatching(/^killed: it has not come to its end/),
    ]);
  });

  it('may be a single run', async () => {
    await put('a', brought('a', 3));
    expect((await readRoom(dir, join(dir, 'a'))).runs).toHaveLength(1);
  });

  it('has to be there', async () => {
    await expect(readRoom(dir, join(dir, 'gone'))).rejects.toThrow(UsageError);
  });
});
