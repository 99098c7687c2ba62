import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import express, { type Express } from 'express';
import type { Registry } from 'prom-client';

/** Health and metrics, as an Express application. */
export function createOpsApp(options: {
  database: Pick<Database, 'ping'>;
  transport: Pick<Transport, 'waitingFor'>;
  registry: Registry;
}): Express {
  const { database, transport, registry } = options;
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
  return app;
}
