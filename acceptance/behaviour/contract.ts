import { z } from 'zod';

/** The JSON of the API, field by field. Strict: a field too many is a difference that some client would come to rely on. */

const instant = z.iso.datetime();
const money = z.strictObject({ amount: z.int().nonnegative(), currency: z.literal('EUR') });

const account = z.strictObject({
  id: z.string().min(1),
  email: z.string().min(3),
  name: z.string().min(1),
  role: z.enum(['customer', 'staff']),
});

export const signedIn = z.strictObject({ token: z.string().min(1), expiresAt: instant, account });

const productFields = {
  sku: z.string().min(1),
  name: z.string().min(1),
  description: z.string(),
  category: z.string().min(1),
  price: money,
};
export const product = z.strictObject(productFields);
export const productWithStock = z.strictObject({ ...productFields, available: z.int().nonnegative() });

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().min(1).nullable() });

export const productPage = pageOf(product);

const recommendation = z.strictObject({
  sku: z.string().min(1),
  name: z.string().min(1),
  price: money,
  score: z.number().min(0).max(1.000001),
});
export const recommendationList = z.strictObject({ items: z.array(recommendation) });

export const order = z.strictObject({
  id: z.guid(),
  customerId: z.string().min(1),
  status: z.enum(['pending', 'confirmed', 'rejected', 'cancelled']),
  reason: z.string().min(1).nullable(),
  lines: z
    .array(
      z.strictObject({
        sku: z.string().min(1),
        name: z.string().min(1),
        unitPrice: money,
        quantity: z.int().min(1),
      }),
    )
    .min(1),
  total: money,
  placedAt: instant,
});
export const orderPage = pageOf(order);

const notice = z.strictObject({
  id: z.string().min(1),
  orderId: z.guid(),
  type: z.enum(['order.confirmed', 'order.rejected', 'order.cancelled']),
  text: z.string().min(1),
  createdAt: instant,
});

export const overview = z.strictObject({
  account,
  wallet: z.strictObject({ balance: money }),
  orders: z.array(order).max(5),
  notices: z.array(notice).max(5).nullable(),
  recommendations: z.array(recommendation).max(5).nullable(),
  degraded: z.array(z.string().min(1)),
});

/** The parts of the overview, each from one context. */
export const overviewParts = {
  wallet: z.strictObject({ balance: money }),
  notices: z.strictObject({ items: z.array(notice).max(5) }),
  recommendations: z.strictObject({
    items: z.array(z.strictObject({ sku: z.string().min(1), score: z.number().min(0).max(1.000001) })).max(5),
  }),
};

export const keptData = z.strictObject({ notices: z.array(z.string().min(1)), baskets: z.array(z.guid()) });
export const stock = z.strictObject({
  sku: z.string().min(1),
  onHand: z.int().min(0),
  reserved: z.int().min(0),
});
export const ledger = z.strictObject({ balances: z.int().min(0), wallets: z.int().min(0), others: z.int() });

/** RFC 9457 with the shop's extensions. */
export const problem = z.strictObject({
  type: z.string().startsWith('urn:shop:problem:'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  instance: z.string().min(1).optional(),
  correlationId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
  orderId: z.guid().optional(),
});

export type KeptData = z.infer<typeof keptData>;
export type Product = z.infer<typeof product>;
export type ProductWithStock = z.infer<typeof productWithStock>;
export type Order = z.infer<typeof order>;
export type Overview = z.infer<typeof overview>;
export type Problem = z.infer<typeof problem>;
