import type { UpdateOrder } from '@lab/lab/scenario/update';

/** One process and one instance of each service: what is updated is away for a time. */
export const MONOLITH = 'monolith';
export const SERVICE = 'microservices';
/** The best way of each deployment: there are two of what is updated, and a new one is ready before an old one drains. */
export const ROLLED_MONOLITH = 'monolith+workers=2+balancing=request';
export const ROLLED_SERVICE = 'microservices+payments=2';
/** The same workers behind one port: clients keep the connections that they have. */
export const SHARED_PORT = 'monolith-x2';

/** The first is the baseline. */
export const QUICK = [ROLLED_MONOLITH, MONOLITH, ROLLED_SERVICE, SERVICE];
export const ALL = [...QUICK, SHARED_PORT];
/** That everything runs, it shows alone. */
export const SMOKE = [ROLLED_SERVICE];

export type Way = UpdateOrder['way'];

/** How each arm is updated. */
export const WAYS: Readonly<Record<string, Way>> = {
  [MONOLITH]: 'stop-and-start',
  [SERVICE]: 'stop-and-start',
  [ROLLED_MONOLITH]: 'parts',
  [SHARED_PORT]: 'parts',
  [ROLLED_SERVICE]: 'beside',
};

/** By arm, the one that it is compared with: the same way in the other deployment, and the best way of the same one. */
export const COMPARED_WITH: Readonly<Record<string, string>> = {
  [ROLLED_SERVICE]: ROLLED_MONOLITH,
  [SERVICE]: MONOLITH,
  [MONOLITH]: ROLLED_MONOLITH,
  [SHARED_PORT]: ROLLED_MONOLITH,
};
