import type { DisturbanceSettings } from '@lab/lab/experiments/disturbance/settings';
import { NEIGHBOUR, OF_CALLS, OF_THE_PROCESS, SHARED } from './faults.ts';

export const settings: DisturbanceSettings = {
  perSecond: 40,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 14, within: 8 },
    quick: { minSeconds: 3, maxSeconds: 14, within: 1.5 },
    full: { minSeconds: 5, maxSeconds: 20, within: 1.4 },
  },
  // No longer than in quick: six rounds of five arms have half an hour.
  before: { smoke: 1, quick: 0.5, full: 0.5 },
  // A process of either arm is back about two seconds after its death, and a lasting good second has to follow.
  after: { smoke: 3, quick: 2, full: 2 },
  faults: [...OF_THE_PROCESS, ...OF_CALLS, ...Object.values(SHARED), NEIGHBOUR],
};
