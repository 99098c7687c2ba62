import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../scenario/workload.ts';
import { whenQuiet } from './when-quiet.ts';

const money = (result: CheckResult['result']): CheckResult => ({ id: 'money', result, detail: '' });
const never = new AbortController().signal;

describe('checks', () => {
  it('wait for what is still under way', async () => {
    let looks = 0;
    const results = await whenQuiet(async () => [money(++looks < 3 ? 'fail' : 'pass')], 5_000, never);
    expect([looks, results]).toEqual([3, [money('pass')]]);
  });

  it('have failed when they still do at the end', async () => {
    expect(await whenQuiet(async () => [money('fail')], 10, never)).toEqual([money('fail')]);
  });

  it('prove nothing when they cannot be carried out', async () => {
    const broken = async () => Promise.reject(new Error('the shop answered 500'));
    expect(await whenQuiet(broken, 10, never)).toMatchObject([
      { id: 'books', result: 'unknown', detail: expect.stringContaining('the shop answered 500') },
    ]);
  });

  it('end with the run', async () => {
    const over = AbortSignal.abort(new Error('interrupted'));
    await expect(whenQuiet(async () => [money('fail')], 5_000, over)).rejects.toThrow('interrupted');
  });
});
