import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { madeManifest } from '../../test/fixtures/made-manifest.ts';
import { madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { type Plan, planTrials } from '../bench/plan.ts';
import { silent } from '../bench/progress.ts';
import { DID_NOT_ANSWER, type TrialSetting } from '../bench/round.ts';
import { planExperiment } from '../experiments/plan-experiment.ts';
import type { TrialRecord } from '../records/trial.ts';
import { PROFILES } from '../scenario/profile.ts';
import type { Text } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { upTo } from './first-manifest.ts';
import { RunFolder } from './run-folder.ts';
import type { RunOne } from './run-rounds.ts';
import { runToLooks } from './run-to-looks.ts';

const arms = parseArms('monolith,microservices');
const plan: Plan = {
  scenario: madeScenario,
  profile: PROFILES.full,
  arms,
  baseline: 'monolith',
  seed: 7,
  trials: planTrials(arms, 30, 7),
  ...planExperiment(madeScenario, { profile: PROFILES.full, arms }),
};
const begun = madeManifest({ profile: 'full', looks: [10, 20, 30], ...upTo(plan, 10) });
const setting = { plan, signal: new AbortController().signal } as TrialSetting;
// To either side of the threshold: no verdict, however many rounds.
const open = (round: number) => (round % 2 === 0 ? 1.3 : 0.95);
const settled = () => 1.3;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-looks-'));
});

afterEach(() => rm(root, { recursive: true }));

/** Runs made-up trials; `ratioIn` says by how much the second arm is slower in a round. */
async function go(
  ratioIn: (round: number) => number,
  {
    invalid = () => false,
    why = 'late',
    trials = [],
    minutes = PROFILES.full.minutes,
    prepare = async () => undefined,
  }: {
    invalid?: (round: number, attempt: number) => boolean;
    why?: string;
    trials?: TrialRecord[];
    minutes?: number;
    prepare?: () => Promise<void>;
  } = {},
) {
  const notes: string[] = [];
  const rounds: string[] = [];
  const ran: string[] = [];
  const runOne: RunOne = async (_setting, { trials: planned, attempt }) => {
    ran.push(`${planned[0]?.round}.${attempt}`);
    return planned.map(({ number, round, arm }) => {
      const ms = arm.name === 'monolith' ? 2 : 2 * ratioIn(round);
      const invalidBecause = invalid(round, attempt) ? [why] : [];
      return { ...madeTrial({ number, round, arm, ms, invalidBecause }), attempt };
    });
  };
  const folder = await RunFolder.create(root, begun);
  const progress = {
    ...silent,
    note: ({ en }: Text) => notes.push(en),
    roundEnded: (round: number, of: number) => rounds.push(`${round}/${of}`),
  };
  const limited = { ...setting, plan: { ...plan, profile: { ...PROFILES.full, minutes } } };
  const manifest = await runToLooks(limited, folder, progress, begun, trials, { prepare, runOne });
  const written = JSON.parse(await readFile(join(folder.path, 'manifest.json'), 'utf8'));
  return { manifest, written, notes, rounds, ran, trials };
}

describe('runToLooks', () => {
  it('ends at the first look when no claim is open', async () => {
    const { manifest, notes, trials, rounds } = await go(settled);
    expect(manifest).toMatchObject({ status: 'finished', rounds: 10 });
    expect([trials.length, notes.length, rounds.at(-1)]).toEqual([20, 0, '10/10']);
  });

  it('goes on to the next look while one is, and says so in the manifest', async () => {
    const { manifest, written, notes, trials, rounds } = await go((round) =>
      round <= 4 ? open(round) : 1.3,
    );
    expect(manifest).toMatchObject({ status: 'finished', rounds: 20 });
    expect(notes).toEqual(['Extending to 20 rounds: made.claim is still inconclusive']);
    expect(written).toMatchObject({ rounds: 20, order: plan.trials.slice(0, 40).map(({ arm }) => arm.name) });
    expect([trials.length, rounds.at(-1)]).toEqual([40, '20/20']);
  });

  it('ends at the last look, whatever it finds', async () => {
    const { manifest, trials, notes } = await go(open);
    expect(manifest).toMatchObject({ status: 'finished', rounds: 30 });
    expect([trials.length, notes.length]).toEqual([60, 2]);
  });

  it('does not go on to a look that it would not reach in time, and says so', async () => {
    const { manifest, written, trials, notes } = await go(open, { minutes: 0 });
    const why = expect.stringMatching(/next look is about .* away, and a full run has 0 min/);
    expect(manifest).toMatchObject({ status: 'finished', rounds: 10, reason: why });
    expect(manifest.reasonInKorean).toMatch(/^다음 판정까지 약 .* full 실행의 한도 0분 중/);
    expect(written).toMatchObject({ rounds: 10 });
    expect([trials.length, notes]).toEqual([
      20,
      [expect.stringContaining('made.claim is still inconclusive, but')],
    ]);
    await rm(join(root, 'results'), { recursive: true });
    const resumed = await go(open, { trials });
    expect(resumed.manifest).toMatchObject({ status: 'finished', rounds: 30, reason: null });
  });

  it('counts its time from when all is there that its rounds need', async () => {
    const now = performance.now.bind(performance);
    let hours = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + hours * 3_600_000);
    onTestFinished(() => clock.mockRestore());
    const { manifest, notes } = await go((round) => (round <= 4 ? open(round) : 1.3), {
      async prepare() {
        hours = 9;
      },
    });
    expect(manifest).toMatchObject({ rounds: 20, reason: null });
    expect(notes).toHaveLength(1);
  });

  it('has all of its claims settled before its time matters', async () => {
    const { manifest, notes } = await go(settled, { minutes: 0 });
    expect([manifest.reason, notes]).toEqual([null, []]);
  });

  it('runs an invalid round again, as often as the profile says', async () => {
    const { ran, trials } = await go(settled, {
      invalid: (round, attempt) => round === 2 || (round === 3 && attempt === 1),
    });
    expect(ran.slice(0, 7)).toEqual(['1.1', '2.1', '2.2', '2.3', '3.1', '3.2', '4.1']);
    // As they are read from their files later.
    const order = trials.slice(0, 9).map(({ number, attempt }) => `${number}.${attempt}`);
    expect(order).toEqual(['1.1', '2.1', '3.1', '3.2', '3.3', '4.1', '4.2', '4.3', '5.1']);
  });

  it('gives up when no attempt at the first round was valid, and says what to do', async () => {
    const { manifest, ran } = await go(settled, { invalid: () => true });
    expect(ran).toEqual(['1.1', '1.2', '1.3']);
    expect(manifest).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/: late\. Every attempt .* Close other programs/),
    });
  });

  it('runs a round again of whose last attempt a record was lost', async () => {
    const trials = plan.trials
      .slice(0, 4)
      .flatMap((trial) => [
        { ...madeTrial({ ...trial, ms: 2, invalidBecause: trial.round === 2 ? ['late'] : [] }), attempt: 1 },
        ...(trial.round === 2 ? [{ ...madeTrial({ ...trial, ms: 2 }), attempt: 3 }] : []),
      ])
      .filter(({ number, attempt }) => number !== 4 || attempt !== 3);
    const { ran } = await go(settled, { trials });
    expect(ran.slice(0, 2)).toEqual(['2.4', '3.1']);
  });

  it('says who did not answer, and blames no machine for it', async () => {
    const { manifest } = await go(settled, {
      invalid: () => true,
      why: `gateway (process 7) ${DID_NOT_ANSWER}`,
    });
    expect(manifest.reason).toMatch(
      /: gateway \(process 7\) does not answer any more, not even whether it lives\.$/,
    );
  });

  it('passes over what an earlier process has ended, and runs a round again of which it had not written all', async () => {
    const trials = plan.trials
      .slice(0, 5)
      .map((trial) => madeTrial({ ...trial, ms: 2, invalidBecause: trial.number === 4 ? ['late'] : [] }));
    const { ran } = await go(settled, { trials });
    expect(ran.slice(0, 3)).toEqual(['2.2', '3.2', '4.1']);
    // What was there of a round that was run again counts no more: no trial counts twice.
    for (const { number } of plan.trials.slice(0, 6))
      expect(trials.filter((trial) => trial.number === number && trial.valid)).toHaveLength(1);
    expect(trials[2]?.invalidBecause).toEqual(['left out with its round, which was run again']);
  });
});
