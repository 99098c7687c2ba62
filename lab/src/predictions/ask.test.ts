import { expect, it } from 'vitest';
import { madeScenario } from '../../test/fixtures/made-trials.ts';
import { askAll } from './ask.ts';
import { questionsOf } from './questions.ts';

const questions = questionsOf({
  ...madeScenario,
  keyRatios: [
    { metric: 'read.p50', topology: 'microservices', text: { en: 'time to read', ko: '읽기 시간' } },
  ],
});

/** Somebody who gives these answers, one after the other, and is asked no more often. */
function somebody(...answers: string[]) {
  const prompts: string[] = [];
  const ask = async (prompt: string) => {
    prompts.push(prompt);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`asked once too often: ${prompt}`);
    return answer;
  };
  return { ask, prompts };
}

it('asks for the name, each claim and each ratio, with label and unit', async () => {
  const { ask, prompts } = somebody(' Ann ', '2', '2.5');
  expect(await askAll(questions, { language: 'en', name: undefined }, ask)).toEqual({
    name: 'Ann',
    claims: { 'made.claim': 'refuted' },
    ratios: { 'read.p50': 2.5 },
  });
  expect(prompts[1]).toContain(
    '“it is <slower>” (made.claim)\n  1 supported, 2 refuted, 3 mixed, 4 inconclusive',
  );
  expect(prompts[2]).toContain('time to read (ms): with microservices, how many times that of monolith?');
});

it('takes an empty answer for no prediction, and no name from anywhere', async () => {
  const { ask } = somebody('', '', '');
  const nothing = { name: undefined, claims: {}, ratios: {} };
  expect(await askAll(questions, { language: 'en', name: undefined }, ask)).toEqual(nothing);
});

it('asks again until it can read the answer, and says what is wrong', async () => {
  const { ask, prompts } = somebody('perhaps', '4', 'much', '3');
  expect(await askAll(questions, { language: 'en', name: 'Ann' }, ask)).toEqual({
    name: 'Ann',
    claims: { 'made.claim': 'inconclusive' },
    ratios: { 'read.p50': 3 },
  });
  expect(prompts[1]).toMatch(/^ {2}"perhaps" is no verdict\. Valid: /);
  expect(prompts[3]).toMatch(/^ {2}"much" is no ratio\./);
});

it('asks in Korean', async () => {
  const { ask, prompts } = somebody('', '1', '2');
  await askAll(questions, { language: 'ko', name: undefined }, ask);
  for (const prompt of prompts) expect(prompt).toMatch(/[가-힣]/);
  expect(prompts[1]).toContain('“느리다” (made.claim)\n  1 지지됨, 2 반박됨, 3 엇갈림, 4 결론 없음');
});

it('hands on that the questions were broken off', async () => {
  const { ask } = somebody('Ann', '1');
  await expect(askAll(questions, { language: 'en', name: undefined }, ask)).rejects.toThrow('once too often');
});
