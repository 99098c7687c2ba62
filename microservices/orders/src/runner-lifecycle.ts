import type { ServiceParts } from '@lab/chassis/parts';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { OpenedRunner } from './runner.ts';

/** Takes up unfinished business processes when the service starts, and puts them down when it ends, after its requests have. */
export class RunnerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly opened: OpenedRunner,
    private readonly parts: Pick<ServiceParts<'orders'>, 'transport' | 'database' | 'logger'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { runner, accepted } = this.opened;
    const { transport, database, logger } = this.parts;
    const resumed = await runner.resume();
    if (resumed > 0) logger.warn({ resumed }, 'taking up unfinished business processes');
    if (accepted) await transport.events.subscribe(accepted, database);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened.runner.stop();
  }
}
