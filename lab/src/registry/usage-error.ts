/** The command line asks for something that does not exist: exit code 2, and a message that lists what is valid. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** `x` is not one of the valid ones; the message says which are. */
export function notOneOf(what: string, given: string, valid: readonly string[]): UsageError {
  return new UsageError(`There is no ${what} "${given}". Valid: ${valid.join(', ')}.`);
}
