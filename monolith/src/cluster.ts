import cluster from 'node:cluster';
import { dutiesIn } from '@lab/shared-domain/adapters/duties/duties';
import { toParent } from '@lab/shared-domain/adapters/faults/control-channel';
import { FaultRelay } from '@lab/shared-domain/adapters/faults/fault-relay';
import { jwtSecret } from '@lab/shared-domain/adapters/process/config';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { within } from '@lab/shared-domain/kernel/deadline';
import type { Logger } from 'pino';
import { openShopDatabase } from './database.ts';
import { KeptWorker } from './kept-worker.ts';
import { RequestBalancer } from './request-balancer.ts';
import { Rolling } from './rolling.ts';
import type { MonolithSettings } from './settings.ts';

const ALL_LISTENING = 'all workers are listening';
const DRAIN_MS = 7_000;
/** What workers run at first: the program of this process, as Node has it. */
const OWN_PROGRAM = process.argv[1] ?? '';

/** In a worker: names what it waits for until the primary says that all workers listen. */
export function siblingsOfThisWorker(): () => readonly string[] {
  let complete = false;
  process.on('message', (message) => {
    if (message === ALL_LISTENING) complete = true;
  });
  return () => (complete ? [] : ['the other workers']);
}

/**
 * The primary of a cluster: prepares the database, starts the workers and replaces those that die, which it tells the process that
 * started it. On that process's word it puts workers of another program in their place, see `Rolling`. With `FAULT_INJECTION` it passes faults on
 * to one worker, see `FaultRelay`. Workers share its port, and so get connections; with `BALANCING=request` it listens itself, and hands them
 * requests.
 */
export async function startCluster(settings: MonolithSettings, logger: Logger): Promise<Program> {
  if (settings.FAULT_INJECTION === 'on') toParent(process);
  // Refused here, and not by each worker again and again.
  dutiesIn(settings, logger);
  // The workers share one secret, and find the database migrated and seeded.
  const env = { ...process.env, JWT_SECRET: jwtSecret(settings) };
  await (await openShopDatabase(settings)).close();

  const stopping = new AbortController();
  // Nobody may be there, or not any more: then nobody needs to know.
  const tell = (message: object) => void process.send?.(message, undefined, {}, () => undefined);
  const workers: KeptWorker[] = [];
  const serving = () =>
    workers
      .filter(({ serves }) => serves !== undefined)
      .toSorted((a, b) => (a.serves ?? 0) - (b.serves ?? 0));
  const relay = new FaultRelay(serving, tell);
  const around = {
    ...{ logger, tell },
    fork(program: string) {
      // For this fork: while workers are exchanged, one that dies comes back from its own program.
      cluster.setupPrimary({ exec: program });
      return cluster.fork(env);
    },
    stopping: stopping.signal,
    listens() {
      if (serving().length < settings.WORKERS) return;
      // Who has just died is told when it is back.
      for (const each of workers) each.send(ALL_LISTENING).catch(() => undefined);
    },
    heard: (from: KeptWorker, message: unknown) => relay.heard(from, message),
    gone: (worker: KeptWorker) => relay.gone(worker),
  };
  const balancer =
    settings.BALANCING === 'request'
      ? new RequestBalancer(() => workers.flatMap(({ port }) => port ?? []))
      : undefined;
  await balancer?.listen(settings.PORT, settings.HOST);
  for (let number = 1; number <= settings.WORKERS; number += 1)
    workers.push(new KeptWorker(`worker-${number}`, OWN_PROGRAM, around));
  if (settings.FAULT_INJECTION === 'on') process.on('message', (message) => relay.obey(message));
  const rolling = new Rolling(workers, {
    ...{ logger, tell, drainMs: DRAIN_MS },
    fork: (name, program) => new KeptWorker(name, program, around, false),
    exchanged: around.listens,
  });
  process.on('message', (message) => rolling.obey(message));

  return {
    async stop() {
      stopping.abort();
      await rolling.end();
      const drain = async () => {
        await balancer?.close();
        const ended = Promise.all(workers.map((worker) => worker.ended));
        for (const worker of workers) worker.signal('SIGTERM');
        await ended;
      };
      if ((await within(DRAIN_MS, drain(), 'late')) === 'late')
        for (const worker of workers) worker.signal('SIGKILL');
    },
  };
}
