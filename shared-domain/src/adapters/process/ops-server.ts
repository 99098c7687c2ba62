import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Readiness } from '../http/health.controller.ts';
import { type HttpLimits, limitedServer, refusal, USUAL_HTTP_LIMITS } from './limited-server.ts';

/** The operator's window into a process that serves no other HTTP: health and metrics. */
export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startOpsServer(options: {
  host: string;
  port: number;
  registry: Registry;
  waitingFor: Readiness;
  /** Errors go here, and not to who asks. */
  logger: Logger;
  /** Tests use short deadlines. */
  limits?: HttpLimits;
}): Promise<OpsServer> {
  const { registry, waitingFor, logger } = options;
  const handler = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    try {
      switch (request.url) {
        case '/health/live':
          return answer(200, { status: 'ok' });
        case '/health/ready': {
          const missing = await waitingFor();
          return missing.length === 0
            ? answer(200, { status: 'ready' })
            : answer(503, { status: 'not ready', waitingFor: missing });
        }
        case '/metrics':
          return response
            .writeHead(200, { 'Content-Type': registry.contentType })
            .end(await registry.metrics());
        default:
          return answer(404, { status: 'not found' });
      }
    } catch (error) {
      // Who asks is not told: the error may hold paths, addresses or more.
      logger.error({ err: error, url: request.url }, 'could not answer an operator');
      if (response.headersSent) return response.destroy();
      return answer(500, { status: 'failed' });
    }
  };
  const server = limitedServer(handler, options.limits ?? USUAL_HTTP_LIMITS, refusal);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
