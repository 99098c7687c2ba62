import { readReply } from '@lab/shared-domain/adapters/messages/reply';
import { writeRequest } from '@lab/shared-domain/adapters/messages/request';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Answering } from './answering.ts';

const HANDLER_MS = 50;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const handlers = {
  answers: async () => 'tea',
  // No async function: it throws before there is a promise.
  throws: () => {
    throw new TypeError('there is no such field');
  },
  'cannot be written': async () => 10n,
  'is late': () => new Promise<unknown>((resolve) => setTimeout(() => resolve('tea'), 2 * HANDLER_MS)),
};

/** What a request was answered, and what was counted and logged of it, long after its handler has ended. */
async function answered(method: keyof typeof handlers) {
  const error = vi.fn();
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error };
  const answering = new Answering('shop', handlers, logger, { handlerMs: HANDLER_MS });
  const about = { pattern: `shop.${method}`, payload: {}, deadline: undefined, correlationId: 'c' };
  const { content, properties } = writeRequest(about);
  const answer = answering.answer({ content, properties: { ...properties, replyTo: 'client' } });
  await vi.advanceTimersByTimeAsync(3 * HANDLER_MS);
  const reply = await answer;
  return { reply: reply && readReply(reply), counts: answering.counts, logged: error.mock.calls.length };
}

it('answers with what the handler returns', async () => {
  const { reply, counts, logged } = await answered('answers');
  expect(reply).toMatchObject({ kind: 'result', value: 'tea' });
  expect(counts).toMatchObject({ answered: 1, failed: 0 });
  expect(logged).toBe(0);
});

it.each([
  ['throws', 'failed'],
  ['cannot be written', 'failed'],
  ['is late', 'timeout'],
] as const)('answers once when a handler %s: %s', async (method, code) => {
  const { reply, counts, logged } = await answered(method);
  expect(reply).toEqual({ kind: 'error', code });
  expect(counts).toMatchObject({ answered: 0, failed: 1 });
  expect(logged).toBe(1);
});
