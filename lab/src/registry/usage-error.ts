import { closestMatch } from 'leven';

/** A message in both languages of the lab. */
export interface Message {
  readonly en: string;
  readonly ko: string;
}

/** The command line asks for something that does not exist: exit code 2, and a message that lists what is valid. */
export class UsageError extends Error {
  constructor(readonly said: Message) {
    super(said.en);
    this.name = 'UsageError';
  }
}

/** `given` is not one of the valid ones. The message says which are, and which of them was probably meant. */
export function notOneOf(what: Message, given: string, valid: readonly string[]): UsageError {
  const [meant, all] = [probably(given, valid), valid.join(', ')];
  return new UsageError({
    en: `There is no ${what.en} "${given}". ${meant.en}Valid: ${all}.`,
    ko: `없는 ${what.ko}: "${given}". ${meant.ko}사용할 수 있는 값: ${all}.`,
  });
}

/**
 * A sentence for a message about a misspelt name, with a space after it.
 *
 * @returns nothing when none of the names is like the one given
 */
export function probably(given: string, names: readonly string[]): Message {
  // One letter in three may be wrong, but not all of a short name.
  const maxDistance = Math.min(Math.ceil(given.length / 3), given.length - 1);
  const meant = maxDistance > 0 ? closestMatch(given, names, { maxDistance }) : undefined;
  if (meant === undefined) return { en: '', ko: '' };
  return { en: `Did you mean "${meant}"? `, ko: `혹시 "${meant}"? ` };
}
