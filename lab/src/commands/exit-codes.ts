/** Exit codes of `lab`. */
export const EXIT = {
  /** Whatever was found. */
  finished: 0,
  badUsage: 2,
  missingComponent: 3,
  noValidResult: 4,
  /** What an arm held after the load did not agree with what it had answered, and it breaks no promise on purpose. */
  checkFailed: 5,
  /** With --gate: a claim's verdict is not the one that its scenario expects. */
  unexpectedVerdict: 6,
  /** A run's comparison does not agree with its trials. */
  recheckFailed: 7,
  /** What was measured is kept. */
  interrupted: 130,
} as const;
