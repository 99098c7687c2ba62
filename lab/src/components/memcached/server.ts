import { connect } from 'node:net';
import type { Answer } from '../answer.ts';
import { UnfitServer } from '../component.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('memcached');
export const PROBE_MS = 2_000;
export const READY = 'Memcached to greet';

const USUAL_PORT = 11_211;
/** The shop's cache speaks the meta protocol, which came with it. */
const LEAST_VERSION = [1, 6] as const;

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
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    throw new UnfitServer(`is version ${version}; ${LEAST_VERSION.join('.')} or later is needed`);
  return { version };
}

/**
 * Removes the keys under a prefix. The server can list its keys, if only all of them.
 *
 * @throws when that takes longer than `deadlineMs`, or the server does not list them
 */
export async function forgetKeys(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all keys of the server would be removed');
  const listed = await converse(url, ['lru_crawler metadump all'], deadlineMs, (line) => line === 'END');
  const keys = listed.flatMap((line) => {
    const encoded = /^key=(\S+)/.exec(line)?.[1];
    const key = encoded === undefined ? undefined : decodeURIComponent(encoded);
    return key?.startsWith(prefix) ? [key] : [];
  });
  if (keys.length > 0)
    await converse(
      url,
      keys.map((key) => `md ${key}`),
      deadlineMs,
    );
}

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
    const timer = setTimeout(() => fail(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs);
    socket.once('connect', () => socket.write(commands.map((command) => `${command}\r\n`).join('')));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
    socket.setEncoding('latin1').on('data', (text: string) => {
      // It ends the lines of a list with a line feed alone.
      const parts = (unread + text).split(/\r?\n/);
      unread = parts.pop() ?? '';
      for (const line of parts) {
        if (/^(ERROR|CLIENT_ERROR|SERVER_ERROR|BUSY)/.test(line))
          return fail(new Error(`it answers ${line}`));
        lines.push(line);
        if (last(line)) left -= 1;
      }
      if (left <= 0) end(() => resolve(lines));
    });
  });
}
