import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { OPERATIONS } from '../behaviour/documented.ts';
import { customerEmail } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';

const CONFIG = fileURLToPath(new URL('../generated/schemathesis.toml', import.meta.url));
const DEADLINE_MS = 150_000;

/** Runs Schemathesis. @returns what it said, and its exit code; undefined when it is not on the PATH */
async function schemathesis(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly code: number; readonly text: string } | undefined> {
  const run = promisify(execFile)('schemathesis', ['--no-color', ...args], {
    ...{ timeout: DEADLINE_MS, maxBuffer: 64 * 1024 * 1024, killSignal: 'SIGKILL' },
    ...options,
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error) => {
      if (error.code === 'ENOENT') return undefined;
      return { code: Number(error.code ?? -1), text: `${error.stdout}${error.stderr}${error.message}` };
    },
  );
}

/** A second opinion: it reads the document and makes up requests without a line of ours. */
describe('Schemathesis', () => {
  let folder: string;
  let installed: boolean;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
    installed = (await schemathesis(['--version'])) !== undefined;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const name of ['monolith', 'microservices']) {
    // Side by side: each waits for the other's CPU less than for its own answers.
    it.concurrent(`finds no fault in the ${name}`, { timeout: 2 * DEADLINE_MS }, async (context) => {
      skipLoudly(
        context,
        installed ? undefined : 'schemathesis is not on the PATH (pip install schemathesis)',
      );
      // It takes what a service answers that another one keeps waiting (504) for its failure, and a busy machine keeps any waiting.
      const shop = new Shop(await deployShop(`${name}+timeouts=off`), []);
      try {
        const env = {
          ...process.env,
          CUSTOMER_TOKEN: await shop.tokenOf(customerEmail(2)),
          STAFF_TOKEN: await shop.staff(),
        };
        const target = `${shop.deployment.url}/openapi.json`;
        const said = await schemathesis(['--config-file', CONFIG, 'run', target], { cwd: folder, env });
        const { expect } = context;
        expect(said?.code, said?.text).toBe(0);
        // All of them, and not only those that it could make sense of.
        expect(said?.text).toMatch(new RegExp(`Tested: ${Object.keys(OPERATIONS).length}$`, 'm'));
      } finally {
        await shop.close();
      }
    });
  }
});
