// k6 reads this file as it is, so it contains only syntax that erasing types makes JavaScript.
import type { PlannedRequest } from '@lab/lab/scenario/workload';

/** The least a load generator can be asked to do: a GET with a few headers. */
export const request = (_data: unknown, iteration: number): PlannedRequest => ({
  endpoint: 'loopback',
  method: 'GET',
  path: `/${iteration}`,
  headers: { accept: 'application/json', 'x-iteration': String(iteration) },
  expect: [200],
});
