import { openOwnDatabase } from '@lab/chassis/parts';
import { serviceSettings } from '@lab/chassis/settings';
import { createLogger, fail, run } from '@lab/shared-domain/adapters/process/run';
import { OWN, serve } from './serve.ts';

const logger = createLogger(OWN.name, process.env.LOG_LEVEL || 'info');

try {
  const settings = serviceSettings();
  if (process.argv[2] === 'seed') {
    await (await openOwnDatabase(OWN, { ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 })).close();
  } else {
    await run(logger, () => serve(settings, logger));
  }
} catch (error) {
  fail(logger, error);
}
