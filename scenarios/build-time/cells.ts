import { type Cell, cells, type StepsSettings } from '@lab/lab/experiments/steps/settings';

/** What all share is for all to build: a monolith in packages does as much then as one in a single package. */
const THE_TWO: Cell['sides'] = ['monolith', 'services'];

/**
 * What the profiles have the time for, on two CPUs. A round of `quick` is to last a minute and a half: all changes in the shop as it
 * is; as it grows, the one that the claims are about. With sixteen times the contexts, a change of what all share
 * means starting a hundred services, which only `full` does. A build from scratch decides no claim, so
 * `full` leaves it out: four rounds must fit into half an hour. `smoke` shows that everything runs, in the shop as it is: it decides nothing, and
 * code that grows takes most of the time (`lab/test/build-round.test.ts` has two sizes in one round).
 */
export const CELLS: StepsSettings['cells'] = {
  smoke: cells(['no-op', 'service-body'], [1]),
  quick: [
    ...cells(['no-op', 'service-body'], [1]),
    ...cells(['clean', 'domain-body', 'domain-signature'], [1]).map((cell) => ({ ...cell, sides: THE_TWO })),
    ...cells(['service-body'], [4, 16]),
    ...cells(['service-body'], [1], ['one']),
  ],
  full: [
    ...cells(['no-op', 'service-body'], [1, 4, 16]),
    ...cells(['domain-body'], [1]).map((cell) => ({ ...cell, sides: THE_TWO })),
    ...cells(['domain-signature'], [1, 4, 16]).map((cell) => ({ ...cell, sides: THE_TWO })),
    ...cells(['service-body'], [1, 4, 16], ['one']),
  ],
};
