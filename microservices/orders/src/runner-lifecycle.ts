import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

/** Takes up unfinished business processes when the service starts, and puts them down when it ends, after its requests have. */
export class RunnerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly runner: BusinessProcessRunner,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const resumed = await this.runner.resume();
    if (resumed > 0) this.logger.warn({ resumed }, 'taking up unfinished business processes');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }
}
