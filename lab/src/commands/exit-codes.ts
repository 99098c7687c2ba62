/** Exit codes of `lab`. */
export const EXIT = {
  /** Whatever was found. */
  finished: 0,
  badUsage: 2,
  missingComponent: 3,
  noValidResult: 4,
  /** What was measured is kept. */
  interrupted: 130,
} as const;
