import { createLogger, fail, run } from '@lab/shared-domain/adapters/process/run';
import { openNotificationsDatabase } from './database.ts';
import { serve } from './serve.ts';
import { notificationsSettings } from './settings.ts';

const logger = createLogger('notifications', process.env.LOG_LEVEL || 'info');

try {
  const settings = notificationsSettings();
  if (process.argv[2] === 'seed') {
    await (await openNotificationsDatabase({ ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 })).close();
  } else {
    await run(logger, () => serve(settings, logger));
  }
} catch (error) {
  fail(logger, error);
}
