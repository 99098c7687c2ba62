import { describe, expect, it } from 'vitest';
import {
  comparisonSaid,
  differenceInWords,
  differenceSaid,
  duration,
  durationSaid,
  quantity,
  quantitySaid,
  times,
  verdictSaid,
} from './words.ts';

const comparison = (ratio: number, ci95: [number, number] | null = null) => ({ ratio, ci95, pairs: 6 });

describe('comparisonSaid', () => {
  it('says how many times, whichever way round', () => {
    expect(comparisonSaid('p50', comparison(2.9, [2.7, 3.2])).en).toBe('2.9× slower [2.7, 3.2]');
    expect(comparisonSaid('p99', comparison(0.5, [0.4, 0.8])).en).toBe('2.0× faster [1.25, 2.5]');
    expect(comparisonSaid('cpu', comparison(12.34, [11, 14])).en).toBe('12× more CPU [11, 14]');
    expect(comparisonSaid('throughput', comparison(0.999, [0.98, 1.01])).en).toBe(
      'about the same [0.98, 1.01]',
    );
  });

  it('says when there is no interval', () => {
    const one = { ratio: 2, ci95: null, pairs: 1 };
    expect(comparisonSaid('memory', one).en).toBe('2.0× more memory (1 round: no interval)');
  });
});

it('gives differences a sign, an interval and their unit', () => {
  expect(differenceInWords({ value: 1.207, ci95: [1.1, 1.32] }, 'ms')).toBe('+1.21 [1.10, 1.32] ms');
  expect(differenceInWords({ value: -0.04, ci95: [-0.12, 0.03] }, 's')).toBe('−0.04 [−0.12, 0.03] s');
  expect(differenceInWords({ value: 120.4, ci95: null }, 'MB')).toBe('+120 MB');
  expect(differenceInWords({ value: -66.04, ci95: null }, '%')).toBe('−66.0 points');
  expect(differenceInWords({ value: -12.34, ci95: [-14, -11] }, '1/s')).toBe('−12.3 [−14.0, −11.0]/s');
});

it('gives counts no digits after the point, but what lies between two of them', () => {
  expect([1, 96, 2.5].map((value) => quantity(value, 'contexts'))).toEqual([
    ...['1 contexts', '96 contexts', '2.50 contexts'],
  ]);
  expect(differenceInWords({ value: -5, ci95: [-5, -5] }, 'files')).toBe('−5 [−5, −5] files');
  expect(differenceInWords({ value: 0, ci95: null }, 'tests')).toBe('+0 tests');
  expect([quantity(0, 'units'), quantity(38.5, 'requests'), quantity(9, 'commands')]).toEqual([
    ...['0 units', '38.5 requests', '9 commands'],
  ]);
});

it('gives quantities their units and a sensible number of digits', () => {
  expect([
    quantity(0.256, 'ms'),
    quantity(12.34, 'ms'),
    quantity(312.4, 'MB'),
    quantity(59.87, '1/s'),
  ]).toEqual(['0.26 ms', '12.3 ms', '312 MB', '59.9/s']);
  expect([duration(45.4), duration(185), duration(-3)]).toEqual(['45 s', '3 min 05 s', '0 s']);
  expect([45.4, 185].map((seconds) => durationSaid(seconds).ko)).toEqual(['45초', '3분 05초']);
});

it('says the same in Korean', () => {
  expect(comparisonSaid('p50', comparison(0.5, [0.4, 0.8])).ko).toBe('2.0배 빠름 [1.25, 2.5]');
  expect(comparisonSaid('memory', { ratio: 2, ci95: null, pairs: 1 }).ko).toBe(
    '2.0배 많은 메모리 (라운드 1번: 구간 없음)',
  );
  expect(differenceSaid({ value: -66.04, ci95: null }, '%').ko).toBe('−66.0%p');
  expect([quantitySaid(3, 'files').ko, quantitySaid(59.87, '1/s').ko]).toEqual(['3개 파일', '초당 59.9']);
  expect([quantitySaid(12, 'commands').ko, quantitySaid(31.4, 'requests/s').ko]).toEqual([
    ...['12개 명령', '초당 31.4건'],
  ]);
  expect(verdictSaid('lower', 'higher')).toEqual({ en: 'worse', ko: '더 나쁨' });
  expect(verdictSaid('lower', 'equivalent').ko).toBe('동등');
});

it('shows no ratio as nothing', () => {
  expect([0.0015, 0.004, 0.05, 0.1].map(times)).toEqual(['0.0015', '0.004', '0.05', '0.10']);
});
