import { expect, it, vi } from 'vitest';
import type { Inbox, Pruning } from './events.ts';
import { InboxPruner } from './inbox-pruner.ts';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const clock = { now: () => new Date(NOON) };

/** An inbox with so many old events of each subscriber, what it was asked, and what was told of it. */
function inboxWith(old: Record<string, number>, fails?: Error) {
  const asked: (Pruning & { readonly subscriber: string })[] = [];
  const told: unknown[] = [];
  const inbox: Pick<Inbox, 'prune'> = {
    async prune(subscriber, pruning) {
      asked.push({ subscriber, ...pruning });
      if (fails) throw fails;
      const many = Math.min(old[subscriber] ?? 0, pruning.most);
      old[subscriber] = (old[subscriber] ?? 0) - many;
      return many;
    },
  };
  const pruner = new InboxPruner({
    ...{ inbox, subscribers: Object.keys(old), retentionMs: 1_000, everyMs: 60_000, restMs: 0, batch: 10 },
    clock,
    onPruned: (subscriber, many) => told.push([subscriber, many]),
    onFailure: (error) => told.push(error),
  });
  return { pruner, asked, told, old };
}

it('forgets all that is old of each subscriber, a batch at a time', async () => {
  const { pruner, asked, told, old } = inboxWith({ letters: 25, baskets: 0, notices: 10 });
  await pruner.sweep();
  expect(old).toEqual({ letters: 0, baskets: 0, notices: 0 });
  expect(asked.map(({ subscriber, most }) => [subscriber, most])).toEqual([
    ...[1, 2, 3].map(() => ['letters', 10]),
    ['baskets', 10],
    ...[1, 2].map(() => ['notices', 10]),
  ]);
  expect(told).toEqual([
    ['letters', 25],
    ['notices', 10],
  ]);
});

it('tells the time of the clock with each batch, and how long events are remembered', async () => {
  const { pruner, asked } = inboxWith({ letters: 1 });
  await pruner.sweep();
  expect(asked).toEqual([{ subscriber: 'letters', retentionMs: 1_000, now: NOON, most: 10 }]);
});

it('tells of a failure, and leaves the rest to the next sweep', async () => {
  const busy = new Error('the database is busy');
  const { pruner, asked, told } = inboxWith({ letters: 5, baskets: 5 }, busy);
  await pruner.sweep();
  expect([asked.length, told]).toEqual([1, [busy]]);
});

it('ends in the middle of a sweep when it is told to, and begins no other one', async () => {
  const { pruner, asked } = inboxWith({ letters: 1_000, notices: 1_000 });
  const swept = pruner.sweep();
  await pruner.stop();
  await swept;
  expect(asked).toHaveLength(1);
});

it('sweeps again and again once it is started, where somebody hears of events', async () => {
  const prune = vi.fn<Inbox['prune']>().mockResolvedValue(0);
  const start = (...subscribers: string[]) => {
    const pruner = new InboxPruner({
      ...{ inbox: { prune }, subscribers, retentionMs: 1_000, everyMs: 1 },
      clock,
      onPruned: () => undefined,
      onFailure: (error) => expect.fail(String(error)),
    });
    pruner.start();
    return pruner;
  };
  await start().stop();
  expect(prune).not.toHaveBeenCalled();
  const pruner = start('letters');
  await vi.waitFor(() => expect(prune.mock.calls.length).toBeGreaterThan(2));
  await pruner.stop();
});
