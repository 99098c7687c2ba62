import 'reflect-metadata';
import cluster from 'node:cluster';
import { main } from '@lab/shared-domain/adapters/process/program';
import { stockOperations } from '@lab/shared-domain/adapters/process/stock-operations';
import { siblingsOfThisWorker, startCluster } from './cluster.ts';
import { openShopDatabase } from './database.ts';
import { type MonolithSettings, monolithSettings } from './settings.ts';

const load = () => import('./serve.ts');

void main('monolith', {
  settings: monolithSettings,
  load,
  async serve(settings, logger) {
    if (cluster.isPrimary && (settings.WORKERS > 1 || settings.CLUSTER === 'on'))
      return startCluster(settings, logger);
    // A primary serves nobody, and does not load what it does not need.
    const { serve } = await load();
    return cluster.isWorker ? serve(settings, logger, siblingsOfThisWorker()) : serve(settings, logger);
  },
  async seed(settings) {
    await (await openShopDatabase({ ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 })).close();
  },
  async redrive(settings, logger) {
    const { redrive } = await load();
    return redrive(settings, logger);
  },
  operations: stockOperations((settings: MonolithSettings) =>
    openShopDatabase({ ...settings, SHOP_SEED: undefined }),
  ),
});
