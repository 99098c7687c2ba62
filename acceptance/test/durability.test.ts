import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';

const COMMITS = 20;

/** Commits on a database of its own, as built. */
const PROGRAM = `
  import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
  const [, file, durability] = process.argv;
  const database = await openDatabase({ file, contexts: [], durability });
  for (let i = 0; i < ${COMMITS}; i += 1)
    await database.unitOfWork.write(() => database.inbox.firstTime('a test', String(i)));
  process.kill(process.pid, 'SIGKILL');
`;

/** @returns whether there is such a program */
async function run(args: readonly string[]): Promise<boolean> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn('strace', args, { cwd, stdio: 'ignore', timeout: 60_000 });
  return once(child, 'exit').then(
    () => true,
    () => false,
  );
}

describe('a commit', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durability-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** How often the disk was waited for. */
  async function waits(durability: string): Promise<number> {
    const trace = join(folder, `${durability}.trace`);
    const script = [process.execPath, '--input-type=module', '--eval', PROGRAM, '--'];
    const file = join(folder, `${durability}.sqlite`);
    const strace = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace];
    await run([...strace, ...script, file, durability]);
    return (await readFile(trace, 'utf8')).match(/(fsync|fdatasync)\(.*= 0$/gm)?.length ?? 0;
  }

  it('waits for the disk, unless it need not', async (context) => {
    skipLoudly(context, (await run(['-V'])) ? undefined : 'strace is not installed');
    const [full, normal] = [await waits('full'), await waits('normal')];
    expect(full - normal).toBeGreaterThanOrEqual(COMMITS);
    expect(normal).toBeLessThan(COMMITS);
  });
});
