import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { KeptWorker } from './kept-worker.ts';
import { Rolling } from './rolling.ts';

const logger = pino({ level: 'silent' });

/** A process that ends when it is told to. */
class FakeProcess extends EventEmitter {
  #dead = false;
  readonly process = { pid: 1, kill: () => this.die() };

  constructor(
    readonly id: number,
    readonly program: string,
  ) {
    super();
  }

  isDead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#dead = true;
    this.emit('exit', 1, null);
  }
}

/** A cluster of two workers, and the processes that were started for it. */
function clusterOfTwo() {
  const started: FakeProcess[] = [];
  const told: { type: string }[] = [];
  const tell = (message: object) => void told.push(message as { type: string });
  const around = {
    ...{ logger, tell, stopping: new AbortController().signal },
    fork(program: string) {
      const process = new FakeProcess(started.length + 1, program);
      started.push(process);
      return process as unknown as Worker;
    },
    ...{ listens: () => undefined, heard: () => undefined, gone: () => undefined },
  };
  const workers = ['worker-1', 'worker-2'].map((name) => new KeptWorker(name, 'old.js', around));
  const rolling = new Rolling(workers, {
    ...{ logger, tell, drainMs: 10_000, exchanged: () => undefined },
    fork: (name, program) => new KeptWorker(name, program, around, false),
  });
  const programs = (many: number) =>
    vi.waitFor(
      () => {
        expect(started).toHaveLength(many);
        return started.map(({ program }) => program);
      },
      { timeout: 10_000, interval: 5 },
    );
  return { started, told, rolling, programs };
}

it('who dies while workers are exchanged comes back from its own program', async () => {
  const { started, told, rolling, programs } = clusterOfTwo();
  rolling.obey({ type: 'roll', id: '1', program: 'next.js', readyMs: 60_000 });
  expect(await programs(3)).toEqual(['old.js', 'old.js', 'next.js']);
  // Nobody knows yet whether the new program is any good.
  started[1]?.die();
  expect((await programs(4)).at(-1)).toBe('old.js');
  // It is, and one of its workers dies while the other one is exchanged.
  started[2]?.emit('listening');
  expect((await programs(5)).at(-1)).toBe('next.js');
  started[2]?.die();
  expect((await programs(6)).at(-1)).toBe('next.js');
  started[4]?.emit('listening');
  await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain('rolled'), { timeout: 10_000 });
  // All is new, and stays so.
  started[4]?.die();
  expect((await programs(7)).at(-1)).toBe('next.js');
});
