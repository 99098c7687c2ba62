import type { PlannedRequest, Workload } from '../scenario/workload.ts';

/** What to ask the known server for, in turns. `#` in a path stands for the number of the request. */
export interface KnownLoad {
  readonly requests: readonly { readonly endpoint: string; readonly path: string }[];
}

/** The n-th request of the load, the same for every driver. k6 imports this file as it is. */
export const request: Workload<KnownLoad>['request'] = ({ requests }, iteration): PlannedRequest => {
  const next = requests[iteration % requests.length];
  if (!next) throw new Error('the load has no requests');
  const { endpoint, path } = next;
  return { endpoint, method: 'GET', path: path.replace('#', String(iteration)), expect: [200] };
};
