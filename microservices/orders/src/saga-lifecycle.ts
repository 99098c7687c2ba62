import type { BusinessProcess } from '@lab/shared-domain/kernel/business-process';
import type { Saga } from '@lab/shared-domain/kernel/saga';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

/** Takes up unfinished sagas when the service starts, and puts them down when it ends, after its requests have. */
export class SagaLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly saga: Saga,
    private readonly processes: readonly BusinessProcess<never>[],
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const resumed = await this.saga.resume(this.processes);
    if (resumed > 0) this.logger.warn({ resumed }, 'taking up unfinished sagas');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.saga.stop();
  }
}
