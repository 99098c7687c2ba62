import 'reflect-metadata';
import cluster from 'node:cluster';
import { createLogger, fail, run } from '@lab/shared-domain/adapters/process/run';
import { siblingsOfThisWorker, startCluster } from './cluster.ts';
import { openShopDatabase } from './database.ts';
import { type MonolithSettings, monolithSettings } from './settings.ts';

const logger = createLogger('monolith', process.env.LOG_LEVEL || 'info');

async function start(settings: MonolithSettings) {
  if (cluster.isPrimary && (settings.WORKERS > 1 || settings.CLUSTER === 'on'))
    return startCluster(settings, logger);
  // A primary serves nobody, and does not load what it does not need.
  const { serve } = await import('./serve.ts');
  return cluster.isWorker ? serve(settings, logger, siblingsOfThisWorker()) : serve(settings, logger);
}

try {
  const settings = monolithSettings();
  if (process.argv[2] === 'seed')
    await (await openShopDatabase({ ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 })).close();
  else await run(logger, () => start(settings));
} catch (error) {
  fail(logger, error);
}
