import { probably, UsageError } from '../registry/usage-error.ts';
import type { Base } from './bases/base.ts';
import { BASES } from './bases/registry.ts';
import type { Alternative, Choice } from './choices/choice.ts';
import { CHOICES } from './choices/registry.ts';
import { SHORT_NAMES } from './short-names.ts';

/** How arms are written, for messages and helps. */
export const HOW_TO_SPELL = 'a base and choices, without spaces, e.g. microservices+timeouts=off';

/** What an arm's text says: a base, and what is chosen for it beyond the defaults. */
export interface Spelling {
  readonly base: Base;
  /** In the registry's order. */
  readonly chosen: readonly { readonly choice: Choice; readonly value: Alternative }[];
}

/**
 * Reads an arm: `<base>`, `<base>+<choice>=<value>+…`, or a short name.
 *
 * @throws {UsageError} that says what is valid
 */
export function readSpelling(text: string): Spelling {
  const [baseId = '', ...parts] = (SHORT_NAMES.get(text) ?? text).split('+');
  const pairs = parts.map((part) => part.split('='));
  if (/\S\s+\S/.test(text) && !/\s\+|\+\s/.test(text))
    throw new UsageError(`"${text}" is no arm. Separate arms by commas. An arm is ${HOW_TO_SPELL}.`);
  if (/\s/.test(text) || baseId === '' || pairs.some((pair) => pair.length !== 2 || pair.includes('')))
    throw new UsageError(`"${text}" is no arm. An arm is ${HOW_TO_SPELL}.`);
  const base = baseNamed(baseId);
  const values = new Map<string, string>();
  for (const [id = '', value = ''] of pairs) {
    if (values.has(id)) throw new UsageError(`"${text}" makes the choice ${id} twice.`);
    requireValue(choiceFor(base, id), value);
    values.set(id, value);
  }
  const chosen = CHOICES.all.flatMap((choice) => {
    const value = choice.alternatives.find(({ id }) => id === values.get(choice.id));
    return value ? [{ choice, value }] : [];
  });
  return { base, chosen };
}

/** The one way in which an arm is spelt: choices in the registry's order, defaults left out. */
export const spell = ({ base, chosen }: Spelling): string =>
  [base.id, ...chosen.map(({ choice, value }) => `${choice.id}=${value.id}`)].join('+');

/** What an arm is a multiple of, by its spelling: e.g. `monolith` for two workers of it. The number of what is scaled is left out. */
export function familyOf(text: string): string {
  const { base, chosen } = readSpelling(text);
  return spell({ base, chosen: chosen.filter(({ value }) => value.replicas === undefined) });
}

/** All choices but those that only check the lab. */
export const offeredChoices = (): Choice[] => CHOICES.all.filter(({ hidden }) => !hidden);

/** Those of them that suit a base. */
export const choicesFor = ({ id }: Base): Choice[] =>
  offeredChoices().filter(({ bases }) => bases.includes(id));

/** Ids of a choice's values, the default first. */
export const valuesOf = (choice: Choice): string[] =>
  [choice.default, ...choice.alternatives].map(({ id }) => id);

function baseNamed(id: string): Base {
  const base = BASES.find(id);
  if (base) return base;
  const full = SHORT_NAMES.get(id);
  if (full)
    throw new UsageError(
      `${id} is a short name. Choices cannot be added to a short name. Write it in full: ${full}+…`,
    );
  const names = [...SHORT_NAMES.keys()].filter(isOffered);
  throw new UsageError(
    `There is no arm "${id}". ${probably(id, [...BASES.ids, ...names])}An arm is ${HOW_TO_SPELL}. Bases: ${BASES.ids.join(', ')}. Short names: ${names.join(', ')}.`,
  );
}

function choiceFor(base: Base, id: string): Choice {
  const choice = CHOICES.find(id);
  if (choice?.bases.includes(base.id)) return choice;
  const offered = choicesFor(base);
  const valid = offered.map((each) => `${each.id}=${valuesOf(each).join('|')}`);
  if (!choice) {
    const meant = probably(
      id,
      offered.map((each) => each.id),
    );
    throw new UsageError(`${base.id} has no choice "${id}". ${meant}Valid: ${valid.join(', ')}.`);
  }
  throw new UsageError(
    `The choice ${id} suits ${choice.bases.join(', ')}, not ${base.id}. Valid for ${base.id}: ${valid.join(', ')}.`,
  );
}

function requireValue(choice: Choice, value: string): void {
  const valid = valuesOf(choice);
  if (valid.includes(value)) return;
  throw new UsageError(`${choice.id} has no value "${value}". Valid: ${valid.join(', ')}.`);
}

/** Whether an arm is shown to those who ask what there is. */
export const isOffered = (text: string): boolean =>
  readSpelling(text).chosen.every(({ choice }) => !choice.hidden);

/** Whether an arm breaks promises of the shop on purpose, so that a check that fails there is no news. */
export const breaksPromises = (text: string): boolean =>
  readSpelling(text).chosen.some(({ value }) => value.breaks);
