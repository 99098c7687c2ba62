import type { DisturbanceSettings } from '@lab/lab/experiments/disturbance/settings';
import { CHOSEN, KILLS, OUTAGE, STALLED } from './faults.ts';

export const settings: DisturbanceSettings = {
  perSecond: 30,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 16, within: 8 },
    quick: { minSeconds: 3, maxSeconds: 14, within: 1.5 },
    full: { minSeconds: 5, maxSeconds: 24, within: 1.4 },
  },
  before: { smoke: 0.5, quick: 0.5, full: 0.5 },
  // A process is back about two seconds after its death, and the load goes on meanwhile. Smoke runs on busy machines too, where it takes twice that.
  after: { smoke: 4, quick: 2, full: 2 },
  faults: [...KILLS, STALLED, OUTAGE, ...CHOSEN],
  calm: {
    seconds: { smoke: 2, quick: 7, full: 10 },
    counted: [
      { id: 'commits', label: 'commits for each request', unit: 'commits', metric: 'shop_commits_total' },
      { id: 'messages', label: 'messages for each request', unit: 'messages', metric: 'shop_messages_total' },
    ],
    observed: [{ id: 'in-between', label: 'reads that saw an order in between', field: 'inBetween' }],
  },
  sagas: true,
};
