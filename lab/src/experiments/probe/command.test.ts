import { expect, it } from 'vitest';
import { runCommand } from './command.ts';

const place = { root: process.cwd(), runId: 'test', dataDir: '/nowhere', env: { WORD: 'own' } };
const watched: number[] = [];
const guardian = {
  watch: (pid: number) => watched.push(pid),
  unwatch: (pid: number) => watched.splice(watched.indexOf(pid), 1),
} as unknown as Parameters<typeof runCommand>[3]['guardian'];
const never = new AbortController().signal;
const run = (program: string, signal = never, ...args: string[]) =>
  runCommand({ name: 'orders', command: ['node', '-e', program] }, args, place, { guardian, signal });

it('tells what it said, in the environment and on the data of the process', async () => {
  const program = 'console.log(process.env.WORD, process.env.DATA_DIR, process.argv.slice(1).join())';
  const { stdout, seconds } = await run(program, never, 'rebuild', 'all');
  expect(stdout).toBe('own /nowhere rebuild,all\n');
  expect(seconds).toBeGreaterThan(0);
  expect(watched).toEqual([]);
});

it.runIf(process.platform === 'linux')(
  'tells the most memory that it had, though it has let go of it',
  async () => {
    const megabytes = (count: number) => count * 1024 * 1024;
    const waste = `Buffer.alloc(${megabytes(200)}, 1); setTimeout(() => undefined, 800)`;
    expect((await run(waste)).peakBytes).toBeGreaterThan(megabytes(200));
    const { peakBytes } = await run('setTimeout(() => undefined, 800)');
    expect(peakBytes).toBeGreaterThan(megabytes(10));
    expect(peakBytes).toBeLessThan(megabytes(200));
  },
);

it('fails with its last words', async () => {
  const failing = 'console.error("first\\nthe disk is full"); process.exit(3)';
  await expect(run(failing, never, 'rebuild')).rejects.toThrow(
    /^orders rebuild ended with exit code 3\nfirst\nthe disk is full$/,
  );
});

it('ends with the trial', async () => {
  const over = new AbortController();
  const hanging = run('setInterval(() => undefined, 1000)', over.signal);
  over.abort(new Error('called off'));
  await expect(hanging).rejects.toThrow('called off');
  expect(watched).toEqual([]);
});

it('must be a program', async () => {
  const spec = { name: 'orders', command: ['no-such-program'] as const };
  await expect(runCommand(spec, [], place, { guardian, signal: never })).rejects.toThrow('no-such-program');
});
