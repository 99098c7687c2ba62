import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import { UnfitServer } from '../component.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('memcached');
export const PROBE_MS = 2_000;
export const READY = 'Memcached to greet';

const USUAL_PORT = 11_211;
/** The shop's cache speaks the meta protocol. Its `ms` with a length, and its answer `HD`, came with this version. */
const LEAST_VERSION = [1, 6, 10] as const;
/** One list of the keys is made at a time. A caller that hears that another one is under way asks again after so long. ms */
const BUSY_MS = 100;

/** The environment of a service that shall keep its keys under a prefix. */
export const namespaceEnvironment = (url: string, prefix: string) => ({
  MEMCACHED_URL: url,
  MEMCACHED_PREFIX: prefix,
});

/** @throws {UnfitServer} for one that is too old, or when nobody greets within `deadlineMs` */
export async function askMemcached(url: string, deadlineMs: number): Promise<Answer> {
  const [greeting = ''] = await converse(url, ['version'], deadlineMs);
  const version = /^VERSION (\S+)/.exec(greeting)?.[1];
  if (version === undefined) throw new Error(`answers ${greeting} when it is asked for its version`);
  if (isTooOld(version))
    throw new UnfitServer(`is version ${version}; ${LEAST_VERSION.join('.')} or later is needed`);
  return { version };
}

/** A build may add to the last number what it pleases, as in `1.6.12_beta1`. */
function isTooOld(version: string): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, least] of LEAST_VERSION.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

/**
 * Removes the keys under a prefix. The server can list its keys, if only all of them.
 *
 * @param prefix of letters, digits, `.`, `_` and `-`, which the list shows as they are
 * @throws when that takes longer than `deadlineMs`, or the server does not list them
 */
export async function forgetKeys(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all keys of the server would be removed');
  const giveUpAt = performance.now() + deadlineMs;
  const listed = await listKeys(url, giveUpAt);
  const keys = listed.flatMap((line) => {
    // Others' keys may have any bytes, and need not be text at all.
    const encoded = /^key=(\S+)/.exec(line)?.[1];
    return encoded?.startsWith(prefix) ? [decodeURIComponent(encoded)] : [];
  });
  if (keys.length > 0)
    await converse(
      url,
      keys.map((key) => `md ${key}`),
      giveUpAt - performance.now(),
    );
}

/** @param giveUpAt by `performance.now`. @returns lines, each of which begins with `key=` and an encoded key */
async function listKeys(url: string, giveUpAt: number): Promise<readonly string[]> {
  for (;;) {
    const left = giveUpAt - performance.now();
    try {
      return await converse(url, ['lru_crawler metadump all'], left, (line) => line === 'END');
    } catch (error) {
      if (!(error instanceof Busy) || left <= BUSY_MS) throw error;
      await sleep(BUSY_MS);
    }
  }
}

/** The server is doing for somebody else what it does for one at a time. */
class Busy extends Error {}

/** @param last whether a reply's line is its last one; each is without */
function converse(
  url: string,
  commands: readonly string[],
  deadlineMs: number,
  last: (line: string) => boolean = () => true,
): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let unread = '';
    let left = commands.length;
    const socket = connect({ host, port: Number(port || USUAL_PORT) });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (error: Error) => end(() => reject(error));
    const timer = setTimeout(
      () => fail(new Error(`no answer within ${Math.round(deadlineMs) / 1000} s`)),
      deadlineMs,
    );
    socket.once('connect', () => socket.write(commands.map((command) => `${command}\r\n`).join('')));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
    socket.setEncoding('latin1').on('data', (text: string) => {
      // It ends the lines of a list with a line feed alone.
      const parts = (unread + text).split(/\r?\n/);
      unread = parts.pop() ?? '';
      for (const line of parts) {
        if (line.startsWith('BUSY')) return fail(new Busy(`it answers ${line}`));
        if (/^(ERROR|CLIENT_ERROR|SERVER_ERROR)/.test(line)) return fail(new Error(`it answers ${line}`));
        lines.push(line);
        if (last(line)) left -= 1;
      }
      if (left <= 0) end(() => resolve(lines));
    });
  });
}
