import { expect, it } from 'vitest';
import type { ArmLook } from './arm-looks.ts';
import { hitLines, spanOf } from './hit-lines.ts';

const look: ArmLook = { name: 'monolith', colour: 'black', mark: 'line', dash: 'solid' };
const hitAt = (...seconds: number[]) => ({ look, points: seconds.map((second) => [second, 0.5] as const) });

it('has the same seconds in charts of a short fault and of a long one', () => {
  const [short, long] = [hitAt(0, 1.25), hitAt(-2.5, 11.75)];
  const span = spanOf([short, long]);
  expect(span).toEqual([-3, 12]);
  for (const line of [short, long])
    expect(hitLines([line], 1, span, 360).option).toMatchObject({ xAxis: { min: -3, max: 12 } });
});

it('spans a second before the fault and one after it at least', () => {
  expect(spanOf([])).toEqual([-1, 1]);
});
