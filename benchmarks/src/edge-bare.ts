import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { OrdersQuery } from '@lab/shared-domain/adapters/http/resources/schemas';
import express, { type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Histogram, Registry } from 'prom-client';

/**
 * The list of a customer's orders on bare Express, as one would write it by hand: token, query, log line, metric, and the
 * page that was prepared for the customer.
 */
export async function startBareEdge(pages: ReadonlyMap<string, unknown>, tokens: Tokens, logger: Logger) {
  const app = express();
  app.use(observed(logger));
  app.get('/orders', (request, response) => {
    const account = tokens.read(request.get('Authorization')?.slice('Bearer '.length) ?? '');
    const query = OrdersQuery.safeParse(request.query);
    const page = pages.get(account.id);
    if (account.role !== 'customer') response.sendStatus(403);
    else if (!query.success) response.sendStatus(400);
    else if (page === undefined) response.sendStatus(404);
    else response.json(page);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A line and a measurement of every request. */
function observed(logger: Logger): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    registers: [new Registry()],
  });
  return (request, response, next) => {
    const start = performance.now();
    const { method, originalUrl: url } = request;
    response.on('finish', () => {
      const ms = performance.now() - start;
      const status = response.statusCode;
      durations.observe({ method, route: request.route?.path, status }, ms / 1000);
      logger.info(
        { req: { method, url }, res: { statusCode: status }, responseTime: ms },
        'request completed',
      );
    });
    next();
  };
}
