import type { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { OrdersQuery } from '@lab/shared-domain/adapters/http/resources/schemas';
import express from 'express';
import type { Logger } from 'pino';
import { accountOf, observed } from './bare-duties.ts';
import { listening } from './bare-listener.ts';

/**
 * The list of a customer's orders on bare Express, as one would write it by hand: token, query, log line, metric, and the
 * page that was prepared for the customer.
 */
export function startBareEdge(pages: ReadonlyMap<string, unknown>, tokens: Tokens, logger: Logger) {
  const app = express();
  app.use(observed(logger));
  app.get('/orders', (request, response) => {
    const account = accountOf(request, tokens);
    const query = OrdersQuery.safeParse(request.query);
    const page = pages.get(account.id);
    if (account.role !== 'customer') response.sendStatus(403);
    else if (!query.success) response.sendStatus(400);
    else if (page === undefined) response.sendStatus(404);
    else response.json(page);
  });
  return listening(app);
}
