import { EMPTY_SKU, PASSWORD, POOR_CUSTOMER, SCARCE_SKU, STAFF_EMAIL } from '../behaviour/facts.ts';
import type { Ask } from '../behaviour/http-client.ts';
import type { Earlier, Step } from './transcript.ts';

const BUYER = 'customer-021@shop.example';
const OTHER = 'customer-022@shop.example';
const NOBODYS_ORDER = '/orders/01890a5d-ac96-774b-bcce-b302099a8057';
const JSON_TYPE = { 'content-type': 'application/json' };

const get = (name: string, path: string): Step => ({ name, ask: () => ({ path }) });
const post = (name: string, path: string, json: unknown): Step => ({
  name,
  ask: () => ({ method: 'POST', path, json }),
});
const raw = (name: string, body: string, type: string): Step => ({
  name,
  ask: () => ({ method: 'POST', path: '/sessions', body, headers: { 'content-type': type } }),
});
/** As one who signed in in an earlier step. */
const as = (who: string, name: string, ask: (earlier: Earlier) => Ask, more: Partial<Step> = {}): Step => ({
  name,
  ask: (earlier) => ({ token: earlier.text(`${who} signs in`, 'token'), ...ask(earlier) }),
  ...more,
});
const order = (who: string, name: string, lines: unknown, key?: string): Step =>
  as(who, name, () => ({
    method: 'POST',
    path: '/orders',
    json: { lines },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  }));
const price = (who: string, name: string, sku: string, json: unknown): Step =>
  as(who, name, () => ({ method: 'PUT', path: `/products/${sku}/price`, json }));
const signIn = (who: string, email: string): Step =>
  post(`${who} signs in`, '/sessions', { email, password: PASSWORD });
const of = (earlier: Earlier, placed: string, more = ''): string =>
  `/orders/${earlier.text(placed, 'id')}${more}`;

const one = (sku: string, quantity = 1) => [{ sku, quantity }];
const hasNotices = (count: number) => (body: unknown) =>
  ((body as { notices: { type: string }[] | null }).notices ?? []).filter(
    ({ type }) => type !== 'order.confirmed',
  ).length >= count;

/** A conversation with the shop in which every endpoint has its say, well and badly asked. */
export const SCRIPT: readonly Step[] = [
  get('alive', '/health/live'),
  get('ready', '/health/ready'),
  get('the API document', '/openapi.json'),
  get('the API page', '/docs'),
  get('metrics', '/metrics'),

  signIn('buyer', BUYER),
  signIn('other', OTHER),
  signIn('poor', POOR_CUSTOMER),
  signIn('staff', STAFF_EMAIL),
  post('a wrong password', '/sessions', { email: BUYER, password: 'wrong' }),
  post('an unknown address', '/sessions', { email: 'nobody@shop.example', password: PASSWORD }),
  post('no address at all', '/sessions', { email: '', password: [], extra: true }),
  raw('malformed JSON', '{"email":', 'application/json'),
  raw('no JSON', 'email=x', 'application/x-www-form-urlencoded'),
  raw('too much', 'x'.repeat(70_000), 'application/json'),
  raw('nothing', '', 'application/json'),

  get('products', '/products?limit=3'),
  get('products of the next page', '/products?limit=2&cursor=SKU-00003'),
  get('products of no category', '/products?category=nothing'),
  get('a bad limit', '/products?limit=x'),
  get('a limit twice', '/products?limit=1&limit=2'),
  get('an unknown parameter', '/products?sort=price'),
  get('a cursor of garbage', '/products?limit=1&cursor=%F0%9F%9B%92'),
  get('a product', '/products/SKU-00007'),
  get('an unknown product', '/products/SKU-99999'),
  get('a product with a null byte', '/products/SKU-00007%00'),
  get('a product that cannot be decoded', '/products/%E0%A4%A'),
  get('recommendations', '/products/SKU-00007/recommendations?limit=20'),
  get('recommendations for an unknown product', '/products/SKU-99999/recommendations'),
  { name: 'a product’s head', ask: () => ({ method: 'HEAD', path: '/products/SKU-00007' }) },
  { name: 'what can be done with orders', ask: () => ({ method: 'OPTIONS', path: '/orders' }) },
  { name: 'no deleting', ask: () => ({ method: 'DELETE', path: '/products/SKU-00007' }) },
  get('nowhere', '/nope'),
  {
    name: 'an echo of the correlation id',
    ask: () => ({ path: '/products?limit=0', headers: { 'x-correlation-id': 'chosen.by-the_client' } }),
  },

  get('an overview of nobody', '/me/overview'),
  { name: 'an overview with garbage', ask: () => ({ path: '/me/overview', token: 'garbage' }) },
  as('buyer', 'an overview at first', () => ({ path: '/me/overview' })),
  as('staff', 'an overview of staff', () => ({ path: '/me/overview' })),
  get('a wallet of nobody', '/me/wallet'),
  as('buyer', 'a wallet', () => ({ path: '/me/wallet' })),
  as('buyer', 'notices at first', () => ({ path: '/me/notices' })),
  as('buyer', 'recommendations for me', () => ({ path: '/me/recommendations' })),
  get('named products', '/products?skus=SKU-00007,SKU-00003,SKU-99999'),
  get('products that are no names', '/products?skus=,'),
  as('buyer', 'kept data at first', () => ({ path: '/me/data' })),

  price('buyer', 'a price by a customer', 'SKU-00007', { amount: 1, currency: 'EUR' }),
  price('staff', 'a price below zero', 'SKU-00007', { amount: -1, currency: 'EUR' }),
  price('staff', 'a price of zero', 'SKU-00007', { amount: 0, currency: 'EUR' }),
  price('staff', 'a price in dollars', 'SKU-00007', { amount: 1, currency: 'USD' }),
  price('staff', 'a price of nothing known', 'SKU-99999', { amount: 1, currency: 'EUR' }),
  price('staff', 'a new price', 'SKU-00007', { amount: 1_234, currency: 'EUR' }),

  post('an order of nobody', '/orders', { lines: one('SKU-00007') }),
  order('buyer', 'an order of nothing', []),
  order('buyer', 'an order with bad fields', [{ sku: '', quantity: -1, price: 1 }, 7]),
  order('buyer', 'an order of the unknown', one('SKU-99999')),
  order('buyer', 'an order of what is sold out', one(EMPTY_SKU)),
  order('buyer', 'more than there is', one(SCARCE_SKU, 1_000)),
  order('poor', 'more than can be paid', one('SKU-00007', 3), 'poor-1'),
  order('poor', 'more than can be paid, again', one('SKU-00007', 3), 'poor-1'),
  order('buyer', 'an order', one('SKU-00007', 2), 'buyer-1'),
  order('buyer', 'the order again', one('SKU-00007', 2), 'buyer-1'),
  order('buyer', 'another order under its key', one('SKU-00008'), 'buyer-1'),
  order('other', 'the key of another customer', one('SKU-00008'), 'buyer-1'),
  order('buyer', 'a key that is none', one('SKU-00008'), 'not a key'),
  order('buyer', 'two lines of a product', [...one('SKU-00009'), ...one('SKU-00009')]),

  as('buyer', 'the order, read', (earlier) => ({ path: of(earlier, 'an order') })),
  as('other', 'another customer’s order', (earlier) => ({ path: of(earlier, 'an order') })),
  as('buyer', 'nobody’s order', () => ({ path: NOBODYS_ORDER })),
  as('buyer', 'an order with no uuid', () => ({ path: '/orders/1' })),
  as('buyer', 'my orders', () => ({ path: '/orders?limit=4' })),
  as('buyer', 'my orders after garbage', () => ({ path: '/orders?limit=2&cursor=%00' })),
  as('other', 'cancelling another’s', (earlier) => ({
    method: 'POST',
    path: of(earlier, 'an order', '/cancel'),
  })),
  as('buyer', 'cancelling', (earlier) => ({ method: 'POST', path: of(earlier, 'an order', '/cancel') })),
  as('buyer', 'cancelling again', (earlier) => ({
    method: 'POST',
    path: of(earlier, 'an order', '/cancel'),
  })),
  as('buyer', 'cancelling nothing', () => ({ method: 'POST', path: `${NOBODYS_ORDER}/cancel` })),
  as('buyer', 'cancelling with a body that is no JSON', (earlier) => ({
    method: 'POST',
    path: of(earlier, 'an order', '/cancel'),
    body: '{',
    headers: JSON_TYPE,
  })),
  order('buyer', 'the cancelled order’s key again', one('SKU-00007', 2), 'buyer-1'),
  as('buyer', 'the product after all that', () => ({ path: '/products/SKU-00007' })),
  as('buyer', 'an overview at last', () => ({ path: '/me/overview' }), {
    until: hasNotices(3),
    omit: ['recommendations'],
  }),
];
