import { expect, it } from 'vitest';
import { madeRounds, madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { toAll } from '../bench/progress.ts';
import { planOf } from '../commands/run-flags.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import { type LiveEvent, liveEventSchema } from '../live/events.ts';
import type { Arm } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { LiveProgress, runToBegin } from './live-progress.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const plan = planOf(madeScenario, { seed: '7' });
const SEEDING = { en: 'Seeding', ko: '데이터 생성' };
const WARMING_UP = { en: 'warming up', ko: '워밍업' };

/** What is told when somebody does something, each of it checked against the schema. */
function toldBy(act: (progress: LiveProgress) => void): LiveEvent[] {
  const told: LiveEvent[] = [];
  act(new LiveProgress((event) => told.push(liveEventSchema.parse(event))));
  return told;
}

it('tells at first what is run, and what each arm is made of', () => {
  const event = liveEventSchema.parse(runToBegin(plan, { id: 'k6' }));
  expect(event).toMatchObject({
    type: 'run',
    scenario: { id: 'made', title: madeScenario.title },
    profile: 'quick',
    seed: 7,
    baseline: 'monolith',
    claims: [{ id: 'made.claim', text: madeScenario.claims[0]?.text }],
    driver: { id: 'k6', tellsSeconds: false },
  });
  expect(event.type === 'run' && event.arms).toEqual([
    {
      name: 'monolith',
      base: 'monolith',
      edge: 'monolith',
      processes: [{ name: 'monolith', role: 'monolith' }],
      components: [],
    },
    expect.objectContaining({ base: 'microservices', edge: 'gateway', components: ['rabbitmq'] }),
  ]);
});

it('tells what is done, when a round begins, and how its trials ended', () => {
  const [arm] = arms;
  const good = madeTrial({ number: 1, round: 2, arm, ms: 4 });
  const bad = madeTrial({ number: 2, round: 2, arm, ms: 4, invalidBecause: ['too busy\nand more', 'late'] });
  const told = toldBy((progress) => {
    progress.note(SEEDING);
    progress.roundStarts([{ number: 1, round: 2, arm }], 3, { rounds: 2, of: 4, seconds: 61 });
    progress.step(WARMING_UP);
    progress.trialsEnded([good, bad]);
    progress.end();
  });
  expect(told).toEqual([
    { type: 'note', line: SEEDING },
    { type: 'round', round: 2, of: 4, attempt: 3, secondsLeft: 61 },
    { type: 'step', what: WARMING_UP },
    {
      type: 'trials',
      round: 2,
      trials: [
        {
          arm: 'monolith',
          valid: true,
          words: { en: expect.stringContaining('ms'), ko: expect.stringContaining('ms') },
        },
        { arm: 'monolith', valid: false, words: { en: 'too busy; late', ko: 'too busy; late' } },
      ],
    },
  ]);
});

it('tells estimates with their intervals, and what the claims have come to', () => {
  const setting = {
    scenario: madeScenario,
    arms,
    baseline: 'monolith',
    profile: 'quick',
    looks: [3, 4, 6],
  } as const;
  const run = { runId: 'made-run', driver: 'embedded', notes: [] } as const;
  const found = compareTrials(setting, madeRounds(arms, [3, 2.9, 3.05]), run);
  const [told] = toldBy((progress) => progress.roundEnded(3, 6, madeScenario, found));
  expect(told).toEqual({
    type: 'estimates',
    rounds: 3,
    look: 3,
    estimates: [
      {
        arm: 'microservices',
        metric: 'read.p50',
        ratio: expect.closeTo(2.98, 1),
        ci95: [expect.any(Number), expect.any(Number)],
        verdict: 'higher',
        tone: 'bad',
      },
    ],
    claims: [{ id: 'made.claim', verdict: 'supported', open: false }],
  });
});

it('is heard beside the progress of the terminal', () => {
  const heard: string[] = [];
  const one = (name: string) => new LiveProgress(({ type }) => heard.push(`${name} ${type}`));
  const both = toAll([one('a'), one('b')]);
  both.note(SEEDING);
  both.step(WARMING_UP);
  both.end();
  expect(heard).toEqual(['a note', 'b note', 'a step', 'b step']);
});
