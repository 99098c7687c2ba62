import type { ServiceParts } from '@lab/chassis/parts';
import { showBacklog } from '@lab/shared-domain/adapters/http/observability/backlog';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import { Saga } from '@lab/shared-domain/kernel/saga';

/** What keeps business processes consistent that go over the databases of several services: a durable saga. */
export function openRunner({
  database,
  logger,
  instance,
  registry,
}: ServiceParts<'orders'>): BusinessProcessRunner {
  const { unitOfWork, sagaLog: log } = database;
  showBacklog(registry, { sagas: () => log.open() });
  return new Saga({
    unitOfWork,
    log,
    instance,
    onFailure: ({ error, ...where }) => logger.warn({ ...where, err: error }, 'a saga step failed'),
  });
}
