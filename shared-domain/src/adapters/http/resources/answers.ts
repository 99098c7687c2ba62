import { z } from 'zod';
import { SHOP_CURRENCY } from '../../../kernel/money.ts';
import { OrderId, Sku } from './fields.ts';

/** What the API answers, for its OpenAPI document. The types themselves are the domain's. */

const word = z.string().min(1);
const instant = z.iso.datetime();
const count = z.int().min(0);
const money = z.object({ amount: count.describe('minor units'), currency: z.literal(SHOP_CURRENCY) });
const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).max(100), nextCursor: word.nullable() });
const account = z.object({ id: word, email: word, name: word, role: z.enum(['customer', 'staff']) });
const recommendation = z.object({ sku: Sku, score: z.number().min(0) });
const recommended = z.object({ sku: Sku, name: word, price: money, score: z.number().min(0) });
const recommendations = z.array(recommended).max(20);
const wallet = z.object({ balance: money });
const notices = z
  .array(
    z.object({
      id: word,
      orderId: OrderId,
      type: z.enum(['order.confirmed', 'order.rejected', 'order.cancelled']),
      text: word,
      createdAt: instant,
    }),
  )
  .max(5);

export const ProductAnswer = z.object({
  sku: Sku,
  name: word,
  description: z.string(),
  category: word,
  price: money,
});
export const ProductDetailAnswer = ProductAnswer.extend({ available: count });
export const OrderAnswer = z.object({
  id: OrderId,
  customerId: word,
  status: z.enum(['pending', 'confirmed', 'rejected', 'cancelled']),
  reason: word.nullable().describe('why it was rejected, e.g. `out-of-stock`'),
  lines: z
    .array(z.object({ sku: Sku, name: word, unitPrice: money, quantity: z.int().min(1) }))
    .min(1)
    .max(50),
  total: money,
  placedAt: instant,
});
export const ProductPageAnswer = page(ProductAnswer);
export const OrderPageAnswer = page(OrderAnswer);
export const RecommendationsAnswer = z.object({ items: recommendations });
export const SessionAnswer = z.object({ token: word, expiresAt: instant, account });
export const KeptDataAnswer = z.object({
  notices: z.array(word).describe('what I was told of my orders: ids of the events'),
  baskets: z.array(OrderId).describe('orders that my recommendations are made of'),
});
export const StockAnswer = z.object({ sku: Sku, onHand: count, reserved: count });
export const LedgerAnswer = z.object({
  balances: count.describe('what is in all wallets, minor units'),
  wallets: count.describe('what all entries say is in them'),
  others: z.int().describe('all entries of other accounts'),
});

export const WalletAnswer = wallet;
export const NoticesAnswer = z.object({ items: notices });
export const MyRecommendationsAnswer = z.object({ items: z.array(recommendation).max(5) });
export const OverviewAnswer = z.object({
  account,
  wallet,
  orders: z.array(OrderAnswer).max(5),
  notices: notices.nullable(),
  recommendations: recommendations.max(5).nullable(),
  degraded: z
    .array(z.enum(['notices', 'recommendations']))
    .describe('the parts that are null because their context did not answer'),
});
