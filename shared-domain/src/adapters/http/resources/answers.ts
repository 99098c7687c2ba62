import { z } from 'zod';

/** What the API answers, for its OpenAPI document. The types themselves are the domain's. */

const money = z.object({ amount: z.number().int().describe('minor units'), currency: z.string() });
const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['customer', 'staff']),
});
const recommended = z.object({ sku: z.string(), name: z.string(), price: money, score: z.number() });

export const ProductAnswer = z.object({
  sku: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  price: money,
});
export const ProductDetailAnswer = ProductAnswer.extend({ available: z.number().int() });
export const OrderAnswer = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(['pending', 'confirmed', 'rejected', 'cancelled']),
  reason: z.string().nullable(),
  lines: z.array(
    z.object({ sku: z.string(), name: z.string(), unitPrice: money, quantity: z.number().int() }),
  ),
  total: money,
  placedAt: z.string(),
});
export const ProductPageAnswer = page(ProductAnswer);
export const OrderPageAnswer = page(OrderAnswer);
export const RecommendationsAnswer = z.object({ items: z.array(recommended) });
export const SessionAnswer = z.object({ token: z.string(), expiresAt: z.string(), account });
export const KeptDataAnswer = z.object({
  notices: z.int().min(0).describe('what I was told of my orders'),
  baskets: z.int().min(0).describe('confirmed orders that my recommendations are made of'),
});

export const OverviewAnswer = z.object({
  account,
  wallet: z.object({ balance: money }),
  orders: z.array(OrderAnswer),
  notices: z
    .array(
      z.object({
        id: z.string(),
        orderId: z.string(),
        type: z.string(),
        text: z.string(),
        createdAt: z.string(),
      }),
    )
    .nullable(),
  recommendations: z.array(recommended).nullable(),
  degraded: z.array(z.string()).describe('the parts that are null because their context did not answer'),
});
