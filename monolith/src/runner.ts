import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import { LocalQueue } from '@lab/shared-domain/kernel/local-queue';
import { LocalTransaction } from '@lab/shared-domain/kernel/local-transaction';
import { PLACE_ORDER } from '@lab/shared-domain/orders/place-order';
import type { Logger } from 'pino';
import type { MonolithSettings } from './settings.ts';

/**
 * What keeps business processes consistent in one database: its transactions. Orders may wait for theirs in a queue. It is there in any case,
 * as an earlier life may have accepted some.
 */
export function openRunner(
  settings: Pick<MonolithSettings, 'ORDERS' | 'ORDERS_BACKLOG'>,
  { unitOfWork, sagaLog: log }: Pick<Database, 'unitOfWork' | 'sagaLog'>,
  logger: Logger,
): BusinessProcessRunner {
  const transaction = new LocalTransaction(unitOfWork);
  return new LocalQueue({
    unitOfWork,
    log,
    direct: transaction,
    acceptance: { of: settings.ORDERS === 'accepted' ? [PLACE_ORDER] : [], most: settings.ORDERS_BACKLOG },
    onFailure: ({ error, ...where }) =>
      logger.warn({ ...where, err: error }, 'an accepted order could not be carried out yet'),
  });
}
