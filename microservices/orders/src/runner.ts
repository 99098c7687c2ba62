import type { ServiceParts } from '@lab/chassis/parts';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import { Saga } from '@lab/shared-domain/kernel/saga';

/** What keeps business processes consistent that go over the databases of several services: a durable saga. */
export const openRunner = ({ database, logger, instance }: ServiceParts<'orders'>): BusinessProcessRunner =>
  new Saga({
    unitOfWork: database.unitOfWork,
    log: database.sagaLog,
    instance,
    onFailure: ({ error, ...where }) => logger.warn({ ...where, err: error }, 'a saga step failed'),
  });
