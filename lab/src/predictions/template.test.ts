import { describe, expect, it } from 'vitest';
import { madeScenario } from '../../test/fixtures/made-trials.ts';
import { UsageError } from '../registry/usage-error.ts';
import { readRatio, readVerdict } from './answers.ts';
import { predictionOf, questionsOf } from './questions.ts';
import { parseTemplate, templateOf } from './template.ts';

const questions = questionsOf({
  ...madeScenario,
  keyRatios: [
    { metric: 'read.p50', topology: 'microservices', text: { en: 'time to read', ko: '읽기 시간' } },
  ],
});
const parse = (...lines: string[]) => parseTemplate(lines.join('\n'), questions, 'given.txt');

describe('what is asked of a scenario', () => {
  it('are its claims, and its key ratios with unit and counterpart', () => {
    expect(questions.claims).toEqual([{ id: 'made.claim', text: madeScenario.claims[0]?.text }]);
    expect(questions.ratios).toMatchObject([{ metric: 'read.p50', unit: 'ms', against: 'monolith' }]);
  });

  it('is a mistake of its author where no such metric is measured', () => {
    const text = { en: '', ko: '' };
    const wrong = { ...madeScenario, keyRatios: [{ metric: 'no.p50', topology: 'microservices', text }] };
    expect(() => questionsOf(wrong)).toThrow(/scenarios\/made\/scenario\.ts: .*"no\.p50"/);
  });
});

describe('a file of predictions', () => {
  it.each(['en', 'ko'] as const)(
    'is asked for in %s by a template that predicts nothing as it is',
    (language) => {
      const template = templateOf(questions, language);
      expect(template).toContain(language === 'en' ? '# it is <slower>' : '# 느리다');
      expect(template).toContain(
        language === 'en'
          ? '# time to read (ms): with microservices, how many times that of monolith?'
          : '# 읽기 시간 (ms): microservices에서는 monolith의 몇 배인가?',
      );
      expect(parse(template)).toEqual({ name: undefined, claims: {}, ratios: {} });
    },
  );

  it('is read as it was filled in, whatever its line ends are', () => {
    const filled = templateOf(questions, 'en')
      .replace('name:', 'name: Ann: the first')
      .replace('made.claim:', 'made.claim: Supported')
      .replace('read.p50:', '  read.p50 :2.5×')
      .replaceAll('\n', '\r\n');
    expect(parse(`\uFEFF${filled}`)).toEqual({
      name: 'Ann: the first',
      claims: { 'made.claim': 'supported' },
      ratios: { 'read.p50': 2.5 },
    });
  });

  it('is refused with all that is wrong in it, line by line', () => {
    const read = () =>
      parse('made.claim: true', 'made.clam: refuted', 'read.p50: fast', 'read.p50: 2', '', 'what?');
    expect(read).toThrow(UsageError);
    expect(read).toThrow(
      [
        'given.txt cannot be taken as a prediction:',
        '  line 1: "true" is no verdict. Valid: supported, refuted, mixed, inconclusive.',
        '  line 2: Nobody asks for "made.clam". Did you mean "made.claim"? Valid: name, made.claim, read.p50.',
        '  line 3: "fast" is no ratio. Write how many times, e.g. 2.5; 0.5 is half, 1 is as much.',
        '  line 4: read.p50 is answered a second time.',
        '  line 6: "what?" is no answer. Write: <id>: <answer>.',
      ].join('\n'),
    );
  });
});

describe('an answer', () => {
  it.each([
    ['2.5', 2.5],
    [' 0.4x ', 0.4],
    ['3 ×', 3],
    ['12배', 12],
    ['', undefined],
  ])('%j is the ratio %j', (given, value) => {
    expect(readRatio(given)).toEqual({ value });
  });

  it.each(['0', '-1', '2,5', 'x', '1e3', '0x10', 'Infinity', 'twice'])('%j is no ratio', (given) => {
    expect(readRatio(given)).toHaveProperty('wrong');
  });

  it.each([
    ['supported', 'supported'],
    ['REF', 'refuted'],
    ['3', 'mixed'],
    ['i', 'inconclusive'],
    [' ', undefined],
  ])('%j is the verdict %j', (given, value) => {
    expect(readVerdict(given)).toEqual({ value });
  });

  it.each(['yes', '0', '5', 'supported!'])('%j is no verdict', (given) => {
    expect(readVerdict(given)).toHaveProperty('wrong');
  });
});

it('a prediction holds what its reports need, and nobody is named who did not say', () => {
  const answers = { name: undefined, claims: { 'made.claim': 'mixed' }, ratios: { 'read.p50': 2 } } as const;
  expect(predictionOf(questions, answers, new Date('2026-07-01T09:00:00Z'))).toEqual({
    schema: 1,
    scenario: 'made',
    name: null,
    at: '2026-07-01T09:00:00.000Z',
    claims: { 'made.claim': 'mixed' },
    ratios: [
      {
        metric: 'read.p50',
        topology: 'microservices',
        against: 'monolith',
        text: { en: 'time to read', ko: '읽기 시간' },
        expected: 2,
      },
    ],
  });
});
