/** A call that a request waits for. */
export interface Call {
  /** The context whose process asks; the edge without. */
  readonly by?: string;
  readonly to: string;
  /** What is asked, e.g. `find`. */
  readonly method: string;
}

/** Step by step; calls of one step are made side by side. */
export type Path = readonly (readonly Call[])[];

const call = (asked: string, by?: string): Call => {
  const [to = '', method = ''] = asked.split('.');
  return { ...(by !== undefined && { by }), to, method };
};
const edge = (...asked: readonly string[]): Call[] => asked.map((each) => call(each));
const orders = (asked: string): Call[] => [call(asked, 'orders')];

/**
 * Whom a request of the shop asks. The edge asks, except where a step is a business process's own: its owner, whom the edge asked first, then
 * asks the others. What goes on after the answer is not there. `scenarios/shop/endpoints.test.ts` holds it against what endpoints say of
 * themselves.
 */
export const CALL_PATHS: Readonly<Record<string, Path>> = {
  browse: [edge('catalog.list')],
  product: [edge('catalog.find', 'inventory.levels')],
  recommendations: [edge('recommendations.forProduct'), edge('catalog.find')],
  overview: [
    edge('payments.wallet', 'orders.list', 'notifications.list', 'recommendations.forCustomer'),
    edge('catalog.find'),
  ],
  'my-orders': [edge('orders.list')],
  'large-page': [edge('catalog.list')],
  'cancel-order': [edge('orders.cancel'), orders('payments.refund'), orders('inventory.release')],
  'place-order': [
    edge('orders.place'),
    orders('catalog.find'),
    orders('inventory.reserve'),
    orders('payments.charge'),
  ],
};

/** The contexts that a path can lead to, in the order in which drawings list them. */
export const CONTEXTS: readonly string[] = [
  ...['catalog', 'inventory', 'orders', 'payments', 'notifications', 'recommendations'],
];

/** Steps with a call of which that is so, counted from 1. */
export const stepsWith = (path: Path, isSo: (call: Call) => boolean): number[] =>
  path.flatMap((step, index) => (step.some(isSo) ? [index + 1] : []));
