import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

/** Feeds a response in pieces of so many bytes; returns after how many bytes it was complete. */
function feed(reader: ResponseReader, text: string, size: number): number | undefined {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) {
    if (reader.read(bytes.subarray(from, from + size))) return Math.min(bytes.length, from + size);
  }
  return undefined;
}

const always = () => 300;
const LENGTH =
  'HTTP/1.1 200 OK\r\nServer-Timing: db;dur=1\r\nKeep-Alive: timeout=5\r\nServer-Timing: app;dur=2\r\nContent-Length: 7\r\n\r\nabc\r\n\r\n';
const CHUNKED =
  'HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\nX: y\r\n\r\n';

describe.each([1, 3, 10_000])('in pieces of %i bytes', (size) => {
  it('reads a response of known length', () => {
    const reader = new ResponseReader(always);
    expect(feed(reader, LENGTH, size)).toBe(LENGTH.length);
    expect(reader).toMatchObject({ status: 200, keepAlive: true, idleSeconds: 5, body: 'abc\r\n\r\n' });
    expect(reader.serverTiming).toBe('db;dur=1, app;dur=2');
  });

  it('reads chunks', () => {
    const reader = new ResponseReader(always);
    expect(feed(reader, CHUNKED, size)).toBe(CHUNKED.length);
    expect(reader).toMatchObject({ status: 503, keepAlive: false, body: 'Wikipedia' });
  });

  it('reads a response without a body, after an informational one', () => {
    const reader = new ResponseReader(always);
    const text = 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n';
    expect(feed(reader, text, size)).toBe(text.length);
    expect(reader.status).toBe(204);
  });

  it('reads on until the connection is closed when nothing says how long it is', () => {
    const reader = new ResponseReader(always);
    expect(feed(reader, 'HTTP/1.1 200 OK\r\n\r\nall of it', size)).toBeUndefined();
    expect(reader.closed()).toBe(true);
    expect(reader.body).toBe('all of it');
  });
});

it('keeps no body that nobody wants, and knows a response that was cut off', () => {
  const reader = new ResponseReader((status) => (status === 200 ? 0 : 300));
  expect(feed(reader, LENGTH.slice(0, -1), 1000)).toBeUndefined();
  expect(reader.body).toBe('');
  expect(reader.closed()).toBe(false);
});

it('refuses what is no response, or more than one', () => {
  expect(() => feed(new ResponseReader(always), 'SSH-2.0\r\n\r\n', 100)).toThrow('no HTTP response');
  expect(() => feed(new ResponseReader(always), `${LENGTH}HTTP/1.1 200`, 1000)).toThrow('more bytes');
});
