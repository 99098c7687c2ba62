/**
 * Whom a request of the shop asks, step by step; those of one step are asked side by side. The edge asks, except where a step is a business
 * process's own: its owner, whom the edge asked first, then asks the others. What goes on after the answer is not there.
 * `scenarios/shop/endpoints.test.ts` holds it against what endpoints say of themselves.
 */
export const CALL_PATHS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  browse: [['catalog']],
  product: [['catalog', 'inventory']],
  recommendations: [['recommendations'], ['catalog']],
  overview: [['payments', 'orders', 'notifications', 'recommendations'], ['catalog']],
  'my-orders': [['orders']],
  'cancel-order': [['orders'], ['payments'], ['inventory']],
  'place-order': [['orders'], ['catalog'], ['inventory'], ['payments']],
};

/** The contexts that a path can lead to, in the order in which drawings list them. */
export const CONTEXTS: readonly string[] = [
  ...['catalog', 'inventory', 'orders', 'payments', 'notifications', 'recommendations'],
];

/** In which steps a context is asked, counted from 1. */
export const stepsTo = (path: readonly (readonly string[])[], context: string): number[] =>
  path.flatMap((step, index) => (step.includes(context) ? [index + 1] : []));
