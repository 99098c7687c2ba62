import { join } from 'node:path';
import type { ServiceParts } from '@lab/chassis/parts';
import { showBacklog } from '@lab/shared-domain/adapters/http/observability/backlog';
import { showWork } from '@lab/shared-domain/adapters/http/observability/work-done';
import { openHistoryFile } from '@lab/shared-domain/adapters/process/history-file';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import type { Subscription } from '@lab/shared-domain/kernel/events';
import { countingOrder } from '@lab/shared-domain/kernel/out-of-order';
import { Saga } from '@lab/shared-domain/kernel/saga';
import { toldSteps } from '@lab/shared-domain/kernel/told-steps';
import { withoutCompensation } from '@lab/shared-domain/kernel/without-compensation';
import { acceptedOrders, announcedOrders } from '@lab/shared-domain/orders/accepted-orders';

/** What becomes of a business process that is refused, by the setting `CONSISTENCY`. */
const CONSISTENCY: Readonly<
  Record<ServiceParts['settings']['CONSISTENCY'], (saga: Saga) => BusinessProcessRunner>
> = {
  saga: (saga) => saga,
  'no-compensation': withoutCompensation,
};

/** What keeps business processes consistent, and how it hears of those that are accepted first and carried out later. */
export interface OpenedRunner {
  readonly runner: BusinessProcessRunner;
  /** Undefined where whoever places an order waits for its outcome. */
  readonly accepted: Subscription | undefined;
}

/** A durable saga, as business processes go over the databases of several services. */
export function openRunner({
  settings,
  database,
  events,
  faults,
  logger,
  instance,
  registry,
}: ServiceParts<'orders'>): OpenedRunner {
  const { unitOfWork, sagaLog: log } = database;
  showBacklog(registry, { sagas: () => log.open() });
  if (settings.CONSISTENCY !== 'saga')
    logger.warn(
      { consistency: settings.CONSISTENCY },
      'CONSISTENCY is set: refused orders keep what they hold',
    );
  const accepts = settings.ORDERS === 'accepted';
  const saga = new Saga({
    unitOfWork,
    log,
    instance,
    onFailure: ({ error, ...where }) => logger.warn({ ...where, err: error }, 'a saga step failed'),
    acceptance: accepts ? announcedOrders(events, systemClock, settings.ORDERS_BACKLOG) : undefined,
  });
  const accepted = accepts ? countingOrder(acceptedOrders(saga)) : undefined;
  if (accepted) showWork(registry, { outOfOrder: () => accepted.counts.outOfOrder });
  const runner = faults.steps('orders', CONSISTENCY[settings.CONSISTENCY](saga));
  return {
    runner:
      settings.SAGA_HISTORY === 'on' ? withHistory(runner, join(settings.DATA_DIR, 'sagas.ndjson')) : runner,
    accepted: accepted?.subscription,
  };
}

/** Appends a line for every step to a file, which tells more than the log: that one forgets sagas that have ended. */
function withHistory(runner: BusinessProcessRunner, path: string): BusinessProcessRunner {
  const file = openHistoryFile(path);
  const told = toldSteps(runner, (step) => file.append({ pid: process.pid, ...step }));
  return {
    ...told,
    async stop() {
      await told.stop();
      file.close();
    },
  };
}
