import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../registry/usage-error.ts';
import type { LiveEvent } from './events.ts';
import { Feed } from './feed.ts';
import { type LiveServer, serveLive } from './server.ts';

const note = (line: string): LiveEvent => ({ type: 'note', line: { en: line, ko: line } });
/** Longer than any test: only what hangs up ends the server before. */
const LONG_MS = 600_000;

let feed: Feed;
let server: LiveServer;
let report: string | undefined;
let folder: string;

beforeEach(async () => {
  feed = new Feed();
  report = undefined;
  folder = await mkdtemp(join(tmpdir(), 'lab-live-'));
  server = await serveLive({ feed, port: 0, report: () => report });
});

afterEach(async () => {
  await server.end(0).catch(() => undefined);
  await rm(folder, { recursive: true });
});

const at = (path: string) => new URL(path, server.url);

/** Reads server-sent events as a browser does, one after the other. */
async function listen(headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const response = await fetch(at('/events'), { headers, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<{ id: string; event: LiveEvent & { at: number } } | undefined> => {
    for (;;) {
      const [, id = '', data] = /id: (.*)\ndata: (.*)\n\n/.exec(text) ?? [];
      if (data !== undefined) {
        text = text.slice(text.indexOf(data) + data.length + 2);
        return { id, event: JSON.parse(data) };
      }
      const read = await reader?.read();
      if (!read || read.done) return undefined;
      text += read.value;
    }
  };
  return { response, next, hangUp: () => controller.abort() };
}

/** `fetch` lets nobody choose the name of the host. */
const statusFor = (host: string, method = 'GET'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(server.url, { method, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the page', () => {
  it('and all that it loads come from the server, under a policy that lets it load nothing else', async () => {
    const page = await fetch(server.url);
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(parts.length).toBeGreaterThanOrEqual(5);
    for (const path of parts) {
      expect(path).toMatch(/^\/[^/]/);
      const part = await fetch(at(path));
      expect([path, part.status]).toEqual([path, 200]);
      // Modules that it imports in its turn.
      const text = await part.text();
      for (const [, name = ''] of text.matchAll(/^import .* from '\.(\/.*)';$/gm))
        expect([name, (await fetch(at(name))).status]).toEqual([name, 200]);
    }
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/nothing', '/../package.json', '/%2e%2e/server.ts', '//', '/events/'])(
    'is all there is: %s is not',
    async (path) => {
      const status = await new Promise((resolve, reject) => {
        const { port } = new URL(server.url);
        request({ host: '127.0.0.1', port, path }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBe(404);
    },
  );

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::1]:80', '10.0.0.1'])(
    'is refused to a page of another name that means this machine: %s',
    async (host) => {
      expect(await statusFor(host)).toBe(403);
    },
  );

  it('is there for this machine by its names, through a tunnel too, and can only be read', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST:1234', new URL(server.url).host])
      expect(await statusFor(host)).toBe(200);
    expect(await statusFor('localhost', 'POST')).toBe(405);
  });
});

describe('events', () => {
  it('come to one who comes late, and then one by one, and go on where a connection broke', async () => {
    feed.tell(note('one'));
    feed.tell(note('two\nlines'));
    const { response, next, hangUp } = await listen();
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect((await next())?.event).toMatchObject(note('one'));
    const second = await next();
    expect(second?.event).toMatchObject(note('two\nlines'));
    feed.tell(note('three'));
    expect((await next())?.event).toMatchObject(note('three'));
    hangUp();
    feed.tell(note('four'));
    const again = await listen({ 'last-event-id': second?.id ?? '' });
    expect((await again.next())?.event).toMatchObject(note('three'));
    expect((await again.next())?.event).toMatchObject(note('four'));
    again.hangUp();
  });
});

describe('the report', () => {
  it('is there once it is there, with its own style and script, and nothing from elsewhere', async () => {
    expect((await fetch(at('/report.html'))).status).toBe(404);
    report = join(folder, 'report.html');
    expect((await fetch(at('/report.html'))).status).toBe(404);
    await writeFile(report, '<h1>It is so</h1>');
    const response = await fetch(at('/report.html'));
    expect(await response.text()).toBe('<h1>It is so</h1>');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'self'/);
  });
});

describe('the end', () => {
  it('waits for pages that follow, until they hang up', async () => {
    const { next, hangUp } = await listen();
    let ended = false;
    const ending = server.end(LONG_MS).then(() => {
      ended = true;
    });
    feed.tell(note('last'));
    expect((await next())?.event).toMatchObject(note('last'));
    expect(ended).toBe(false);
    hangUp();
    await ending;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('comes at once where nobody follows, and after the grace where somebody stays', async () => {
    const { next } = await listen();
    await server.end(10);
    expect(await next().catch(() => undefined)).toBeUndefined();
    const other = await serveLive({ feed: new Feed(), port: 0, report: () => undefined });
    await other.end(LONG_MS);
    await expect(fetch(other.url)).rejects.toThrow();
  });
});

it('says so when its port is taken, and what to do', async () => {
  const port = Number(new URL(server.url).port);
  const second = serveLive({ feed, port, report: () => undefined });
  await expect(second).rejects.toThrow(UsageError);
  await expect(second).rejects.toThrow(`Port ${port} is taken`);
});
