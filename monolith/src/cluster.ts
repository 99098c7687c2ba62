import cluster, { type Worker } from 'node:cluster';
import { ConfigError, jwtSecret } from '@lab/shared-domain/adapters/process/config';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { backoff, pause, within } from '@lab/shared-domain/kernel/deadline';
import type { Logger } from 'pino';
import { openShopDatabase } from './database.ts';
import type { MonolithSettings } from './settings.ts';

const ALL_LISTENING = 'all workers are listening';
const RESTART = { base: 200, cap: 5_000 };
const DRAIN_MS = 7_000;

/** In a worker: names what it waits for until the primary says that all workers listen. */
export function siblingsOfThisWorker(): () => readonly string[] {
  let complete = false;
  process.on('message', (message) => {
    if (message === ALL_LISTENING) complete = true;
  });
  return () => (complete ? [] : ['the other workers']);
}

/** The primary of a cluster: prepares the database, starts the workers and replaces those that die. */
export async function startCluster(settings: MonolithSettings, logger: Logger): Promise<Program> {
  if (settings.FAULT_INJECTION === 'on')
    throw new ConfigError(
      'FAULT_INJECTION=on needs WORKERS=1. With several workers a fault would strike only one of them, chosen by chance.',
    );
  // The workers share one secret, and find the database migrated and seeded.
  const env = { ...process.env, JWT_SECRET: jwtSecret(settings) };
  await (await openShopDatabase(settings)).close();

  const stopping = new AbortController();
  const listening = new Set<number>();
  let deaths = 0;
  const workers = () =>
    Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker !== undefined);

  cluster.on('listening', (worker) => {
    listening.add(worker.id);
    if (listening.size >= settings.WORKERS) for (const each of workers()) each.send(ALL_LISTENING);
  });
  cluster.on('exit', async (worker, code, signal) => {
    listening.delete(worker.id);
    if (stopping.signal.aborted) return;
    logger.error({ worker: worker.id, code, signal }, 'a worker died; starting another');
    await pause(backoff(deaths++, RESTART), stopping.signal);
    if (!stopping.signal.aborted) cluster.fork(env);
  });
  for (let i = 0; i < settings.WORKERS; i += 1) cluster.fork(env);

  return {
    async stop() {
      stopping.abort();
      const ended = Promise.all(
        workers().map((worker) => new Promise((resolve) => worker.once('exit', resolve))),
      );
      for (const worker of workers()) worker.process.kill('SIGTERM');
      if ((await within(DRAIN_MS, ended, 'late')) === 'late')
        for (const worker of workers()) worker.process.kill('SIGKILL');
    },
  };
}
