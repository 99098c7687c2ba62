/** What is refused last comes first. */
export const IMPORTANCES = ['orders', 'own', 'browsing'] as const;
/** `orders`: placing and cancelling orders, signing in, and what staff changes. `own`: pages for one customer, or for staff. `browsing`: all else. */
export type Importance = (typeof IMPORTANCES)[number];

/** A kind of request: those of one kind cost about the same, and matter as much. There are only so many of them. */
export interface Kind {
  readonly id: string;
  readonly importance: Importance;
  /** Whether it keeps a limit of its own: such requests are waited for, and nothing is learned from how long they take. */
  readonly limitsItself?: true;
}

const READS = ['GET', 'HEAD'];

/** The operations of the shop. The router looks at no capitals, and at no slash at the end. */
const OPERATIONS: readonly (readonly [methods: readonly string[], path: RegExp, kind: Kind])[] = [
  [READS, /^\/products\/[^/]+\/?$/i, { id: 'product', importance: 'browsing' }],
  [READS, /^\/products\/?$/i, { id: 'products', importance: 'browsing' }],
  [READS, /^\/products\/[^/]+\/recommendations\/?$/i, { id: 'recommendations', importance: 'browsing' }],
  [['POST'], /^\/orders\/?$/i, { id: 'place-order', importance: 'orders' }],
  [READS, /^\/me\/overview\/?$/i, { id: 'overview', importance: 'own' }],
  [READS, /^\/orders\/[^/]+\/?$/i, { id: 'order', importance: 'own' }],
  [READS, /^\/orders\/?$/i, { id: 'orders', importance: 'own' }],
  [['POST'], /^\/orders\/[^/]+\/cancel\/?$/i, { id: 'cancel-order', importance: 'orders' }],
  [['POST'], /^\/sessions\/?$/i, { id: 'sign-in', importance: 'orders', limitsItself: true }],
  [READS, /^\/me\/data\/?$/i, { id: 'kept-data', importance: 'own' }],
  [READS, /^\/products\/[^/]+\/stock\/?$/i, { id: 'stock', importance: 'own' }],
  [READS, /^\/ledger\/?$/i, { id: 'ledger', importance: 'own' }],
  [READS, /^\/me\/wallet\/?$/i, { id: 'wallet', importance: 'own' }],
  [READS, /^\/me\/notices\/?$/i, { id: 'notices', importance: 'own' }],
  [READS, /^\/me\/recommendations\/?$/i, { id: 'my-recommendations', importance: 'own' }],
  [['PUT'], /^\/products\/[^/]+\/price\/?$/i, { id: 'change-price', importance: 'orders' }],
];

/** Nothing that the shop has: answered 404, 405, or with the methods of a path. */
const NOTHING: Kind = { id: 'nothing', importance: 'browsing' };

/** @param path without the query */
export const kindOf = (method: string, path: string): Kind =>
  OPERATIONS.find(([methods, pattern]) => methods.includes(method) && pattern.test(path))?.[2] ?? NOTHING;
