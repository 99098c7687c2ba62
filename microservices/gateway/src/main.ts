import 'reflect-metadata';
import { openOwnDatabase } from '@lab/chassis/parts';
import { gatewaySettings } from '@lab/chassis/settings';
import { createLogger, fail, run } from '@lab/shared-domain/adapters/process/run';
import { serve } from './serve.ts';

const logger = createLogger('gateway', process.env.LOG_LEVEL || 'info');

try {
  const settings = gatewaySettings();
  if (process.argv[2] === 'seed') {
    const own = { name: 'gateway', contexts: ['identity'] as const };
    await (await openOwnDatabase(own, { ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 })).close();
  } else {
    await run(logger, () => serve(settings, logger));
  }
} catch (error) {
  fail(logger, error);
}
