import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { madeRounds, madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import type { Arm } from '../scenario/scenario.ts';
import { widthOf } from '../terminal/width.ts';
import { parseArms } from '../topologies/arms.ts';
import type { Language } from './language.ts';
import { ProgressLines } from './progress-lines.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const COLUMNS = 60;

/** What is written of a round that counts, of one that does not, and of what was found. @param isTTY of the stream */
function written(language: Language, isTTY: boolean): string {
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  const out = { isTTY, columns: COLUMNS, write } as unknown as WriteStream;
  const lines = new ProgressLines(language, out);
  lines.note({ en: 'Seeding', ko: '데이터 생성' });
  for (const [index, invalidBecause] of [[], ['too busy']].entries()) {
    const planned = arms.map((arm, nth) => ({ number: 2 * index + nth + 1, round: index + 1, arm }));
    lines.roundStarts(planned, index + 1, { rounds: 2, of: 2, seconds: 600 });
    lines.step({ en: 'warming up', ko: '워밍업' });
    lines.trialsEnded(planned.map((trial) => madeTrial({ ...trial, ms: 4, invalidBecause })));
  }
  const setting = {
    ...{ scenario: madeScenario, arms, baseline: 'monolith' },
    ...({ profile: 'quick', looks: [3, 4, 6] } as const),
  };
  const run = { runId: 'made-run', driver: 'embedded', notes: [] } as const;
  lines.roundEnded(3, 6, madeScenario, compareTrials(setting, madeRounds(arms, [3, 2.9, 3.05]), run));
  lines.end();
  return stripVTControlCharacters(text);
}

it('tells rounds, trials and what was found so far', () => {
  const text = written('en', false);
  for (const part of ['Seeding', '✔ round 1 of 2', '✘ round 2 of 2, attempt 2', 'invalid: too busy'])
    expect(text).toContain(part);
  expect(text).toMatch(/after 3 of 6: read\.p50 3\.0× slower/);
});

it('tells it in Korean, line by line', () => {
  const lines = written('ko', false).split('\n').filter(Boolean);
  expect(lines.length).toBeGreaterThan(7);
  // Figures of a trial may be the same in both languages.
  const others = lines.filter((line) => !/ p50 [\d.]+ ms$/.test(line));
  expect(others.filter((line) => !/\p{Script=Hangul}/u.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain('무효: too busy');
});

it('keeps the line that changes within the columns of the terminal', () => {
  const changing = written('ko', true)
    .split('\r')
    .filter((line) => line.includes('남음') || line.includes('경과'));
  expect(changing.length).toBeGreaterThan(0);
  for (const line of changing) expect(widthOf(line)).toBeLessThan(COLUMNS);
});
