// Read by k6 as it is, so there is no syntax in it that more than erasing types would change.
import type { PlannedRequest } from '@lab/lab/scenario/workload';

/** The least a load generator can be asked to do: a GET with a few headers. */
export const request = (_data: unknown, iteration: number): PlannedRequest => ({
  endpoint: 'loopback',
  method: 'GET',
  path: `/${iteration}`,
  headers: { accept: 'application/json', 'x-iteration': String(iteration) },
  expect: [200],
});
