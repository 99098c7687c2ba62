import { injectedDelays } from './injected-delays.ts';
import { injectedErrors } from './injected-errors.ts';
import type { KnownAnswer } from './known-answer.ts';
import { oneWorkerSaturation } from './one-worker-saturation.ts';
import { startLateness } from './start-lateness.ts';
import { stoppedServer } from './stopped-server.ts';

/** All that `lab calibrate` reads, in its order; under two minutes for a driver. */
export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  startLateness(6),
  injectedDelays(12),
  stoppedServer({ windowSeconds: 10, pauseSeconds: 2 }),
  injectedErrors(5),
  oneWorkerSaturation(5),
];
