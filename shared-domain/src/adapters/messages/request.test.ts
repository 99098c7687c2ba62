import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import { readRequest, writeRequest } from './request.ts';

const handler = async () => 'done';
const handlers = new Map([['reserve', handler]]);

function request(properties: object, body = '{"orderId":"o1"}'): Message {
  const all = { type: 'inventory.reserve', replyTo: 'client', headers: {}, ...properties };
  return { content: Buffer.from(body), properties: all };
}

const read = (properties: object, body?: string) =>
  readRequest(request(properties, body), 'inventory', handlers, 1_000);

describe('a request', () => {
  it('is executed, with the deadline it brings, if any', () => {
    expect(read({})).toEqual({ kind: 'execute', handler, payload: { orderId: 'o1' } });
    expect(read({ headers: { 'x-deadline': 1_001 } })).toMatchObject({ kind: 'execute', deadline: 1_001 });
    expect(read({}, '')).toMatchObject({ kind: 'execute', payload: undefined });
  });

  it('is read as it was written', () => {
    const pattern = 'inventory.reserve';
    const { content, properties } = writeRequest({
      pattern,
      payload: { n: 1 },
      deadline: 1_500,
      correlationId: 'c',
    });
    const message = { content, properties: { ...properties, replyTo: 'client' } };
    expect(readRequest(message, 'inventory', handlers, 1_000)).toEqual({
      kind: 'execute',
      handler,
      payload: { n: 1 },
      deadline: 1_500,
    });
  });

  it('has expired at its deadline', () => {
    expect(read({ headers: { 'x-deadline': 1_000 } })).toEqual({ kind: 'expired' });
  });

  it.each([
    [{}, '{', 'malformed-request'],
    [{ replyTo: undefined }, '{}', 'malformed-request'],
    [{ type: 'inventory.steal' }, '{}', 'unknown-method'],
    [{ type: 'inventory.' }, '{}', 'unknown-method'],
    [{ type: 'payments.reserve' }, '{}', 'unknown-method'],
    [{ type: undefined }, '{}', 'unknown-method'],
    [{ type: 7 }, '{}', 'unknown-method'],
  ])('with %o and the body %s is malformed', (properties, body, code) => {
    expect(read(properties, body)).toEqual({ kind: 'malformed', code });
  });
});
