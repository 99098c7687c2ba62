import { expect, it } from 'vitest';
import type { SagaRecord } from '../../kernel/saga-log.ts';
import { conformance } from './conformance.ts';

conformance('the saga log', (database) => {
  const log = () => database().sagaLog;
  const saga = (id: string, startedAt: number): SagaRecord => ({
    id,
    businessProcess: 'place-order',
    context: { lines: [{ sku: 'a' }], reason: null },
    position: 0,
    direction: 'forward',
    refusal: null,
    startedAt,
  });

  it('lists what has not ended, oldest first', async () => {
    await log().begin(saga('b', 2_000_000_000_000));
    await log().begin(saga('c', 1_000_000_000_000));
    await log().begin(saga('a', 2_000_000_000_000));
    expect(await log().unfinished()).toEqual([
      saga('c', 1_000_000_000_000),
      saga('a', 2_000_000_000_000),
      saga('b', 2_000_000_000_000),
    ]);
    await log().end('a');
    await log().end('a');
    expect((await log().unfinished()).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  it('records progress, and nothing for a saga that has ended', async () => {
    await log().begin(saga('a', 1));
    const refusal = { code: 'out-of-stock', detail: '2 wanted' };
    const progress = { id: 'a', position: 2, direction: 'backward', refusal } as const;
    await log().advance(progress);
    expect(await log().unfinished()).toEqual([{ ...saga('a', 1), ...progress }]);
    await log().end('a');
    await log().advance(progress);
    expect(await log().unfinished()).toEqual([]);
  });

  it('begins a saga once', async () => {
    await log().begin(saga('a', 1));
    await expect(log().begin(saga('a', 2))).rejects.toThrow();
    expect(await log().unfinished()).toEqual([saga('a', 1)]);
  });
});
