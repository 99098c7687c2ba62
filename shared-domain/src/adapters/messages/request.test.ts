import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import { patternIn, readRequest, writeRequest } from './request.ts';

const TOKEN = 'head.claims.signature';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const handler = async () => 'done';
const handlers = new Map([['reserve', handler]]);

function request(properties: object, body = '{"orderId":"o1"}'): Message {
  const all = { type: 'inventory.reserve', replyTo: 'client', ...properties };
  return { content: Buffer.from(body), properties: all };
}

const read = (properties: object, body?: string) =>
  readRequest(request(properties, body), 'inventory', handlers, 1_000);

describe('a request', () => {
  it('is executed, with the deadline it brings, if any', () => {
    const executed = { kind: 'execute', handler, payload: { orderId: 'o1' }, pattern: 'inventory.reserve' };
    expect(read({})).toEqual({ ...executed, correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(read({ type: 'inventory.reserve; deadline=1001' })).toMatchObject({
      ...executed,
      deadline: 1_001,
    });
    expect(read({}, '')).toMatchObject({ kind: 'execute', payload: undefined });
  });

  it.each([
    [1_500, 'Abc-1.2_3', 'inventory.reserve; deadline=1500; for=Abc-1.2_3'],
    [undefined, 'place-order:o1', 'inventory.reserve; for=place-order:o1'],
    [1_500, undefined, 'inventory.reserve; deadline=1500'],
    [1_500, 'c', `inventory.reserve; deadline=1500; for=c; trace=${TRACE}`, TRACE],
    [undefined, undefined, `inventory.reserve; trace=${TRACE}`, TRACE],
    [1_500, 'c', `inventory.reserve; deadline=1500; for=c; trace=${TRACE}; token=${TOKEN}`, TRACE, TOKEN],
    [undefined, undefined, `inventory.reserve; token=${TOKEN}`, undefined, TOKEN],
  ])(
    'is read as it was written: deadline %s for %s, as %s',
    (deadline, correlationId, type, traceparent?: string, token?: string) => {
      const written = writeRequest({
        pattern: 'inventory.reserve',
        payload: { n: 1 },
        deadline,
        correlationId,
        traceparent,
        token,
      });
      expect(written.properties.type).toBe(type);
      const message = { ...written, properties: { ...written.properties, replyTo: 'client' } };
      expect(readRequest(message, 'inventory', handlers, 1_000)).toEqual({
        kind: 'execute',
        handler,
        payload: { n: 1 },
        pattern: 'inventory.reserve',
        correlationId: correlationId ?? expect.any(String),
        ...(deadline !== undefined && { deadline }),
        ...(traceparent !== undefined && { traceparent }),
        ...(token !== undefined && { token }),
      });
    },
  );

  it.each(['a b', 'x'.repeat(65), '', 'line\nbreak', 'ü'])('is executed under a new id for %o', (cause) => {
    const request = read({ type: `inventory.reserve; deadline=1001; for=${cause}` });
    expect(request).toMatchObject({ kind: 'execute', deadline: 1_001, pattern: 'inventory.reserve' });
    expect(request.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is named in logs by what it asks for, and by nothing of its caller', () => {
    const type = `inventory.reserve; deadline=1500; for=c; token=${TOKEN}`;
    expect(patternIn(type)).toBe('inventory.reserve');
    const late = `inventory.reserve; deadline=soon; token=${TOKEN}`;
    expect(JSON.stringify(read({ type: late }))).not.toContain(TOKEN);
  });

  it('has expired at its deadline', () => {
    const type = 'inventory.reserve; deadline=1000; for=c';
    expect(read({ type })).toEqual({ kind: 'expired', pattern: 'inventory.reserve', correlationId: 'c' });
  });

  it.each([
    [{}, '{', 'malformed-request'],
    [{ replyTo: undefined }, '{}', 'malformed-request'],
    [{ type: 'inventory.steal' }, '{}', 'unknown-method'],
    [{ type: 'inventory.' }, '{}', 'unknown-method'],
    [{ type: 'payments.reserve' }, '{}', 'unknown-method'],
    [{ type: 'inventory.reserve; deadline=soon' }, '{}', 'unknown-method'],
    [{ type: undefined }, '{}', 'unknown-method'],
    [{ type: 7 }, '{}', 'unknown-method'],
  ])('with %o and the body %s is malformed', (properties, body, code) => {
    const pattern = 'type' in properties ? String(properties.type) : 'inventory.reserve';
    expect(read(properties, body)).toEqual({
      kind: 'malformed',
      code,
      pattern,
      correlationId: expect.any(String),
    });
  });
});
