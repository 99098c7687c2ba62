import { describe, expect, it } from 'vitest';
import { ConsoleReader, samplesOf, samplesOfBurst, scheduleStart } from './samples.ts';
import type { K6Line } from './script.ts';

const line = (i: number, from: number, to: number, more: Partial<K6Line> = {}): K6Line => ({
  i,
  step: 0,
  endpoint: 'a',
  from,
  to,
  wall: 0,
  service: to - from,
  status: 200,
  ok: true,
  code: 0,
  example: '',
  timing: '',
  ...more,
});

describe('samplesOf', () => {
  // Ten a second; the schedule began 37 ms after the test, and iteration 2 started 5 ms late.
  const lines = [line(0, 37.5, 40), line(1, 137, 141), line(2, 242, 250), line(3, 337.2, 340)];

  it('counts from the intended start, found by the earliest iteration', () => {
    const samples = samplesOf(lines, 10, 0);
    expect(samples.map(({ intended }) => intended)).toEqual([0, 100, 200, 300]);
    expect(samples[2]?.late).toBeCloseTo(5);
    expect(samples[2]?.response).toBeCloseTo(13);
    expect(samples[2]?.service).toBe(8);
    expect(samples[1]?.late).toBe(0);
  });

  it('leaves the lead-in out, but learns the schedule from it', () => {
    const samples = samplesOf(lines, 10, 0.2);
    expect(samples.map(({ intended }) => intended)).toEqual([0, 100]);
    expect(samples[0]?.response).toBeCloseTo(13);
  });

  it('counts what follows in an iteration from when it was due, and learns nothing of the schedule from it', () => {
    const followed = [...lines, line(0, 50, 64, { step: 1, due: 48 })];
    expect(scheduleStart(followed, 10)).toBe(37);
    const last = samplesOf(followed, 10, 0).at(-1);
    expect(last).toMatchObject({ iteration: 0, step: 1, intended: 11, late: 2, response: 16 });
  });

  it('tells timeouts, statuses and failed connections apart', () => {
    const failed = [
      line(0, 0, 9, { ok: false, code: 1050, status: 0 }),
      line(1, 100, 109, { ok: false, code: 1503, status: 503, example: 'busy' }),
      line(2, 200, 209, { ok: false, code: 1212, status: 0 }),
    ];
    expect(samplesOf(failed, 10, 0).map(({ outcome }) => outcome)).toEqual([
      { kind: 'timeout' },
      { kind: 'error', what: '503', example: 'busy' },
      { kind: 'error', what: 'k6 error 1212', example: '' },
    ]);
  });
});

it('counts a closed loop from its first start, and each request from its own', () => {
  const lines = [
    line(0, 40.5, 60.5),
    line(1, 40, 52),
    line(0, 71, 80, { step: 1, due: 70.5 }),
    line(2, 52, 59, { ok: false, code: 1050, status: 0 }),
  ];
  expect(samplesOfBurst(lines, 100)).toMatchObject([
    { iteration: 100, step: 0, intended: 0.5, late: 0, response: 20, outcome: { kind: 'ok' } },
    { iteration: 101, intended: 0, response: 12 },
    { iteration: 100, step: 1, intended: 30.5, late: 0.5, response: 9.5 },
    { iteration: 102, intended: 12, outcome: { kind: 'timeout' } },
  ]);
});

describe('ConsoleReader', () => {
  it('takes lines as they grow, and only those of the script', () => {
    const reader = new ConsoleReader();
    const first = JSON.stringify(line(0, 1, 2));
    const bytes = Buffer.from(`${JSON.stringify(line(1, 3, 4, { example: '오류' }))}\n`);
    const inACharacter = bytes.indexOf('류') + 1;
    reader.append(Buffer.from(`k6 has something to say\n${first}\n`));
    reader.append(bytes.subarray(0, inACharacter));
    expect(reader.lines).toHaveLength(1);
    reader.append(bytes.subarray(inACharacter));
    expect(reader.lines.map(({ i, example }) => [i, example])).toEqual([
      [0, ''],
      [1, '오류'],
    ]);
  });
});
