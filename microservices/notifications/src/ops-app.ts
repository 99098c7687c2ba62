import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** Health and metrics, as an Express application. */
export function createOpsApp(options: {
  database: Pick<Database, 'ping'>;
  transport: Pick<Transport, 'waitingFor'>;
  registry: Registry;
  /** Errors go here. */
  logger: Logger;
}): Express {
  const { database, transport, registry, logger } = options;
  const app = express();
  app.disable('x-powered-by');
  app.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/health/ready', async (_request, response) => {
    await database.ping();
    const waitingFor = transport.waitingFor();
    if (waitingFor.length === 0) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'not ready', waitingFor });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.use((_request, response) => {
    response.status(404).json({ status: 'not found' });
  });
  // Who asks is not told: the error may hold paths, addresses or more. Express knows an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    logger.error({ err: error, url: request.url }, 'could not answer an operator');
    if (response.headersSent) next(error);
    else response.status(500).json({ status: 'failed' });
  });
  return app;
}
