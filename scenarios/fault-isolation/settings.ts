import type { DisturbanceSettings } from '@lab/lab/experiments/disturbance/settings';
import { OF_CALLS, OF_THE_PROCESS, SHARED } from './faults.ts';

export const settings: DisturbanceSettings = {
  perSecond: 40,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 14, within: 4 },
    quick: { minSeconds: 4, maxSeconds: 14, within: 1.5 },
    full: { minSeconds: 6, maxSeconds: 20, within: 1.4 },
  },
  before: { smoke: 1, quick: 1, full: 1 },
  // A process of either arm is back within two seconds, and a lasting good second has to follow.
  after: { smoke: 3, quick: 3, full: 3 },
  faults: [...OF_THE_PROCESS, ...OF_CALLS, ...Object.values(SHARED)],
};
