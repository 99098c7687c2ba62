import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../monolith/dist/program.js', import.meta.url));
const CLIENTS = 8;

let folder: string;
let shop: ChildProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ending-'));
  const env = {
    ...process.env,
    ...{ NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), SHOP_SEED: '1' },
    ...{ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'info' },
  };
  shop = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!shop.stdout) throw new Error('its output cannot be read');
  for await (const line of createInterface({ input: shop.stdout })) {
    const { msg, url: at } = JSON.parse(line) as { msg: string; url?: string };
    if (msg !== 'serving' || at === undefined) continue;
    url = at;
    break;
  }
  shop.stdout.resume();
});

afterAll(async () => {
  shop?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Asks again and again on one connection, until it gets no answer. @returns the `Connection` of the last answer */
async function busy(answered: () => void): Promise<string | undefined> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let last: string | undefined;
  for (;;) {
    const asked = new Promise<string | undefined>((resolve, reject) => {
      get(`${url}/products?limit=5`, { agent }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.headers.connection));
        response.on('error', reject);
      }).on('error', reject);
    });
    const connection = await asked.catch(() => null);
    if (connection === null) return last;
    answered();
    last = connection;
  }
}

it('a shop that is told to end does so in order, though clients are busy and one has sent half a head', async () => {
  const idle = connect(Number(new URL(url).port), '127.0.0.1');
  idle.on('error', () => undefined);
  await once(idle, 'connect');
  idle.write('GET /products HTTP/1.1\r\nHos');
  const counts = new Array<number>(CLIENTS).fill(0);
  const clients = counts.map((_, client) =>
    busy(() => {
      counts[client] = (counts[client] ?? 0) + 1;
    }),
  );
  await vi.waitFor(() => expect(Math.min(...counts)).toBeGreaterThan(1), { timeout: 30_000 });
  const exited = once(shop, 'exit');
  shop.kill('SIGTERM');
  // 1 says that it was still busy when its time was over.
  expect(await exited).toEqual([0, null]);
  // Of those that waited for an answer then. Who had just been told to stay has to ask again elsewhere.
  expect(await Promise.all(clients)).toContain('close');
});
