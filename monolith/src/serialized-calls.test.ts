import { offerWith } from '@lab/shared-domain/adapters/offer';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { refused } from '@lab/shared-domain/kernel/result';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { serializedCalls } from './serialized-calls.ts';
import { SerializedEvents } from './serialized-events.ts';

interface Echo {
  echo(payload: unknown): Promise<unknown>;
}

const logger = pino({ enabled: false });
const received = vi.fn<(payload: unknown) => Promise<unknown>>();
const context: Echo = { echo: received };
const reach = (): Echo => offerWith(serializedCalls(logger))('echo', context, ['echo']);

beforeEach(() => received.mockReset().mockImplementation(async (payload) => payload));

describe('a serialized call', () => {
  it('lets nothing through that a message cannot carry', async () => {
    const sent = { at: new Date(0), gone: undefined, run: () => 1, nested: { n: 1 } };
    const arrived = { at: '1970-01-01T00:00:00.000Z', nested: { n: 1 } };
    expect(await reach().echo(sent)).toStrictEqual(arrived);
    expect(received.mock.calls).toStrictEqual([[arrived]]);
  });

  it('shares no object between the two sides, neither on the way there nor back', async () => {
    const sent = { n: 1 };
    const answer = { m: [1] };
    received.mockResolvedValue(answer);
    const got = await reach().echo(sent);
    expect(got).toEqual(answer);
    expect(got).not.toBe(answer);
    expect(received.mock.calls[0]?.[0]).not.toBe(sent);
    // Which is what the direct one does.
    expect(await offerWith()('echo', context, ['echo']).echo(sent)).toBe(answer);
    expect(received.mock.calls[1]?.[0]).toBe(sent);
  });

  it.each([[undefined], [null], [refused('out-of-stock', 'only 2 are left')]])(
    'brings %o back',
    async (value) => {
      received.mockResolvedValue(value);
      expect(await reach().echo({})).toEqual(value);
    },
  );

  it('fails as a message does: without internals, and in the way of what it depends on', async () => {
    received.mockRejectedValueOnce(new TypeError('secret'));
    const failure = await reach()
      .echo({})
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DependencyFailure);
    expect(failure).toMatchObject({ dependency: 'echo', kind: 'failed' });
    expect(String(failure)).not.toContain('secret');
    received.mockRejectedValueOnce(new DependencyFailure('database', 'unavailable', 'busy'));
    await expect(reach().echo({})).rejects.toMatchObject({ kind: 'unavailable' });
    received.mockResolvedValueOnce(1n);
    await expect(reach().echo({})).rejects.toMatchObject({ kind: 'failed' });
  });

  it('takes correlation id and deadline along, into a call of its own, and reports the time back', async () => {
    const deadline = Date.now() + 60_000;
    received.mockImplementation(async () => ({ ...currentCall(), timings: undefined }));
    await inCall({ correlationId: 'abc', deadline }, async () => {
      expect(await reach().echo({})).toEqual({ correlationId: 'abc', deadline });
      const { calls, remoteHandler, total } = currentCall()?.timings.snapshot() ?? {};
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThanOrEqual(total ?? 0);
      expect(remoteHandler).toBeGreaterThanOrEqual(0);
    });
  });

  it('is not made after its deadline', async () => {
    const late = inCall({ correlationId: 'abc', deadline: Date.now() - 1 }, () => reach().echo({}));
    await expect(late).rejects.toMatchObject({ kind: 'timeout' });
    expect(received).not.toHaveBeenCalled();
  });
});

it('gives every subscriber an event of its own, read from the message', async () => {
  const event: DomainEvent = {
    id: 'e1',
    type: 'product.price-changed',
    occurredAt: '2026-01-01T00:00:00.000Z',
    data: { sku: 'a', price: { amount: 1, currency: 'EUR' }, version: 1 },
    correlationId: undefined,
  };
  const committed: (() => void)[] = [];
  const events = new SerializedEvents({
    unitOfWork: { write: (work) => work(), afterCommit: (hook) => void committed.push(hook) },
    outbox: {
      add: async () => {},
      pending: async () => [],
      delivered: async () => 1,
      holds: async () => true,
      park: async () => {},
      count: async () => ({ pending: 0, parked: 0 }),
      unpark: async () => 0,
    },
    inbox: {
      firstTime: async () => true,
      appliedBy: async () => [],
      forget: async () => {},
      prune: async () => 0,
    },
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const applied: DomainEvent[] = [];
  for (const subscriber of ['one', 'two'])
    events.subscribe({
      subscriber,
      types: ['product.price-changed'],
      apply: async (each) => void applied.push(each),
    });
  await events.publish(event);
  for (const hook of committed) hook();
  await events.stop();
  expect(applied).toHaveLength(2);
  for (const each of applied) {
    expect(each).toMatchObject({ id: 'e1', data: event.data });
    expect(each.data).not.toBe(event.data);
  }
  expect(applied[0]).not.toBe(applied[1]);
  expect(applied[0]).not.toHaveProperty('correlationId');
});
