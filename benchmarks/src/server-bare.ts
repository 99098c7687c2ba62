import type { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { Sku } from '@lab/shared-domain/adapters/http/resources/fields';
import { IdempotencyKey, PlaceOrderBody } from '@lab/shared-domain/adapters/http/resources/schemas';
import { securityHeaders } from '@lab/shared-domain/adapters/http/security-headers';
import express, { type ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { accountOf, observed } from './bare-duties.ts';
import { BareConnection } from './bare-sqlite.ts';
import { openBareShop } from './place-order-bare.ts';

const PRODUCT = 'SELECT sku, name, description, category, amount, currency FROM products WHERE sku = ?';
const LEVEL = 'SELECT on_hand - reserved AS available FROM stock WHERE sku = ?';

interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly amount: number;
  readonly currency: string;
}

/**
 * Two requests of the shop on bare Express and sqlite3, from HTTP to disk, as one would write them by hand: token, validation, log line,
 * metric, security headers, the SQL of the monolith, a durable commit, and the order's event applied after the answer.
 *
 * @param file a seeded database of the shop
 */
export async function openBareServer(file: string, tokens: Tokens, logger: Logger) {
  const shop = await openBareShop(file);
  const reader = await BareConnection.open(file);
  const [product, level] = [reader.prepare(PRODUCT), reader.prepare(LEVEL)];
  const { exclusively, idle } = oneByOne();
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.use(observed(logger));

  app.get('/health/ready', (_request, response) => response.json({ status: 'ready' }));
  app.get('/products/:sku', async ({ params: { sku } }, response) => {
    if (!Sku.safeParse(sku).success) return void response.sendStatus(404);
    const [[found], [stock]] = await Promise.all([
      product.all<ProductRow>(sku),
      level.all<{ readonly available: number }>(sku),
    ]);
    if (!found) return void response.sendStatus(404);
    const { amount, currency, ...rest } = found;
    response.json({ ...rest, price: { amount, currency }, available: stock?.available ?? 0 });
  });
  app.post('/orders', express.json({ limit: 64 * 1024 }), async (request, response) => {
    const account = accountOf(request, tokens);
    const body = PlaceOrderBody.safeParse(request.body);
    const key = IdempotencyKey.safeParse(request.get('Idempotency-Key'));
    if (account.role !== 'customer') return void response.sendStatus(403);
    if (!body.success || !key.success) return void response.sendStatus(400);
    const wish = { customerId: account.id, lines: body.data.lines, idempotencyKey: key.data };
    const { order, event } = await exclusively(() => shop.confirm(wish));
    void exclusively(() => shop.deliver(event)).catch((error) => logger.error(error));
    response.status(201).location(`/orders/${order.id}`).json(order);
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    if (error.code === 'unauthenticated') return void response.sendStatus(401);
    // The parser of bodies says 400 and the like.
    const status = error.status ?? 500;
    if (status >= 500) logger.error(error);
    response.sendStatus(status);
  };
  app.use(failed);

  return {
    app,
    /** Once nothing is asked for any more. */
    async close(): Promise<void> {
      await idle();
      await Promise.all([product.finalize(), level.finalize()]);
      await reader.close();
      await shop.close();
    },
  };
}

/** SQLite's one writer: a transaction begins when the one before it has ended. */
function oneByOne() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    exclusively<T>(work: () => Promise<T>): Promise<T> {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    idle: () => last,
  };
}
