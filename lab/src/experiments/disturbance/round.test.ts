import { expect, it } from 'vitest';
import { checksOfAll } from './round.ts';

const money = (result: 'pass' | 'fail' | 'unknown', detail: string) => ({ id: 'money', result, detail });
const stock = { id: 'stock', result: 'pass' as const, detail: 'all there.' };

it('of the checks after each fault the first failure counts, and else the last one', () => {
  const after = (...found: ReturnType<typeof money>[]) =>
    checksOfAll(found.map((check, index) => ({ id: `fault-${index + 1}`, checks: [check, stock] })));
  expect(after(money('unknown', 'a'), money('pass', 'b'))).toEqual([money('pass', 'b'), stock]);
  expect(after(money('pass', 'a'), money('fail', 'b'), money('fail', 'c'), money('pass', 'd'))).toEqual([
    money('fail', 'After fault-2: b'),
    stock,
  ]);
  expect(checksOfAll([])).toEqual([]);
});
