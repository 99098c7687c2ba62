import { z } from 'zod';

/** How the starts of a phase lie in time: evenly spaced, or at random, as a Poisson process has them. */
export const ARRIVALS = ['even', 'poisson'] as const;
export type Arrivals = (typeof ARRIVALS)[number];

/** In a record. Older ones do not say, and were even. */
export const arrivalsSchema = z.enum(ARRIVALS).default('even');

/**
 * How the requests of a phase were really spaced. A driver that cannot do what was planned says so in the trial's record.
 *
 * @param planned the phase as the plan has it; even where it does not say
 */
export const arrivalsDone = (
  planned: { readonly name: string; readonly arrivals?: Arrivals | undefined },
  trials: readonly {
    readonly phases: readonly { readonly name: string; readonly arrivals: Arrivals }[];
  }[],
): Arrivals =>
  trials.flatMap(({ phases }) => phases).find(({ name }) => name === planned.name)?.arrivals ??
  planned.arrivals ??
  'even';
