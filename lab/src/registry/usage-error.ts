import { closestMatch } from 'leven';

/** The command line asks for something that does not exist: exit code 2, and a message that lists what is valid. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** `given` is not one of the valid ones. The message says which are, and which of them was probably meant. */
export const notOneOf = (what: string, given: string, valid: readonly string[]): UsageError =>
  new UsageError(`There is no ${what} "${given}". ${probably(given, valid)}Valid: ${valid.join(', ')}.`);

/**
 * A sentence for a message about a misspelt name, with a space after it.
 *
 * @returns '' when none of the names is like the one given
 */
export function probably(given: string, names: readonly string[]): string {
  // One letter in three may be wrong, but not all of a short name.
  const maxDistance = Math.min(Math.ceil(given.length / 3), given.length - 1);
  const meant = maxDistance > 0 ? closestMatch(given, names, { maxDistance }) : undefined;
  return meant === undefined ? '' : `Did you mean "${meant}"? `;
}
