import { ExpressAdapter } from '@nestjs/platform-express';
import { Draining } from '../process/draining.ts';
import { type HttpLimits, limitedServer } from '../process/limited-server.ts';
import { unreadableRequest } from './problems/problem-document.ts';

/** Nest's Express over a server with limits. Nest's own has none, and some can be given only when the server is made. */
export class LimitedExpress extends ExpressAdapter {
  #draining: Draining | undefined;

  constructor(private readonly limits: HttpLimits) {
    super();
  }

  override initHttpServer(): void {
    this.httpServer = limitedServer(this.getInstance(), this.limits, unreadableRequest);
    this.#draining = new Draining(this.httpServer);
  }

  override async close(): Promise<void> {
    await this.#draining?.close();
  }
}
