import { type Message, probably, UsageError } from '../registry/usage-error.ts';
import type { Base } from './bases/base.ts';
import { BASES } from './bases/registry.ts';
import type { Alternative, Choice } from './choices/choice.ts';
import { CHOICES } from './choices/registry.ts';
import { SHORT_NAMES } from './short-names.ts';

/** How arms are written, for messages and helps. */
export const HOW_TO_SPELL = 'a base and choices, without spaces, e.g. microservices+timeouts=off';
export const HOW_ARMS_ARE_SPELT: Message = {
  en: `An arm is ${HOW_TO_SPELL}.`,
  ko: '대상은 기본 구성에 선택을 공백 없이 붙여 쓴다(예: microservices+timeouts=off).',
};

/** A text that is no arm at all. */
const noArm = (text: string): Message => ({ en: `"${text}" is no arm.`, ko: `"${text}"는 대상이 아니다.` });

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
    throw new UsageError({
      en: `${noArm(text).en} Separate arms by commas. ${HOW_ARMS_ARE_SPELT.en}`,
      ko: `${noArm(text).ko} 대상은 쉼표로 구분한다. ${HOW_ARMS_ARE_SPELT.ko}`,
    });
  if (/\s/.test(text) || baseId === '' || pairs.some((pair) => pair.length !== 2 || pair.includes('')))
    throw new UsageError({
      en: `${noArm(text).en} ${HOW_ARMS_ARE_SPELT.en}`,
      ko: `${noArm(text).ko} ${HOW_ARMS_ARE_SPELT.ko}`,
    });
  const base = baseNamed(baseId);
  const values = new Map<string, string>();
  for (const [id = '', value = ''] of pairs) {
    if (values.has(id))
      throw new UsageError({
        en: `"${text}" makes the choice ${id} twice. Leave one of the two out.`,
        ko: `"${text}"에 선택 ${id}가 두 번 있다. 하나를 뺀다.`,
      });
    requireValue(choiceFor(base, id), value);
    values.set(id, value);
  }
  const chosen = CHOICES.all.flatMap((choice) => {
    const value = choice.alternatives.find(({ id }) => id === values.get(choice.id));
    return value && choice.bases.includes(base.id) ? [{ choice, value }] : [];
  });
  for (const { choice, value } of chosen) requireBeside(base, choice, value, values);
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
    throw new UsageError({
      en: `${id} is a short name. Choices cannot be added to a short name. Write it in full: ${full}+…`,
      ko: `${id}는 줄임 이름이며, 줄임 이름에는 선택을 붙일 수 없다. 전체 이름을 쓴다: ${full}+…`,
    });
  const names = [...SHORT_NAMES.keys()].filter(isOffered);
  const meant = probably(id, [...BASES.ids, ...names]);
  const [bases, short] = [BASES.ids.join(', '), names.join(', ')];
  throw new UsageError({
    en: `There is no arm "${id}". ${meant.en}${HOW_ARMS_ARE_SPELT.en} Bases: ${bases}. Short names: ${short}.`,
    ko: `없는 대상: "${id}". ${meant.ko}${HOW_ARMS_ARE_SPELT.ko} 기본 구성: ${bases}. 줄임 이름: ${short}.`,
  });
}

function choiceFor(base: Base, id: string): Choice {
  const named = CHOICES.all.filter((choice) => choice.id === id);
  const own = named.find(({ bases }) => bases.includes(base.id));
  if (own) return own;
  const [choice] = named;
  const offered = choicesFor(base);
  const valid = offered.map((each) => `${each.id}=${valuesOf(each).join('|')}`).join(', ');
  if (!choice) {
    const meant = probably(
      id,
      offered.map((each) => each.id),
    );
    throw new UsageError({
      en: `${base.id} has no choice "${id}". ${meant.en}Valid: ${valid}.`,
      ko: `${base.id}에 없는 선택: "${id}". ${meant.ko}사용할 수 있는 값: ${valid}.`,
    });
  }
  const bases = named.flatMap((each) => each.bases).join(', ');
  throw new UsageError({
    en: `The choice ${id} suits ${bases}, not ${base.id}. Valid for ${base.id}: ${valid}.`,
    ko: `선택 ${id}: ${bases}에만 쓸 수 있고 ${base.id}에는 쓸 수 없다. ${base.id}에 쓸 수 있는 값: ${valid}.`,
  });
}

function requireValue(choice: Choice, value: string): void {
  const values = valuesOf(choice);
  if (values.includes(value)) return;
  const valid = values.join(', ');
  throw new UsageError({
    en: `${choice.id} has no value "${value}". Valid: ${valid}.`,
    ko: `${choice.id}에 없는 값: "${value}". 사용할 수 있는 값: ${valid}.`,
  });
}

/** @throws {UsageError} where a choice means nothing beside the values of the others */
function requireBeside(
  base: Base,
  choice: Choice,
  value: Alternative,
  chosen: ReadonlyMap<string, string>,
): void {
  for (const [id, valid] of Object.entries(choice.needs ?? {})) {
    const other = CHOICES.all.find((each) => each.id === id && each.bases.includes(base.id));
    if (valid.includes(chosen.get(id) ?? other?.default.id ?? '')) continue;
    const beside = valid.map((each) => `${id}=${each}`).join(', ');
    throw new UsageError({
      en: `${choice.id}=${value.id} means something only beside one of: ${beside}.`,
      ko: `${choice.id}=${value.id}: 다음 중 하나와 함께일 때만 쓸 수 있다: ${beside}.`,
    });
  }
}

/** Whether an arm is shown to those who ask what there is. */
export const isOffered = (text: string): boolean =>
  readSpelling(text).chosen.every(({ choice }) => !choice.hidden);

/** Whether an arm breaks promises of the shop on purpose, so that a check that fails there is no news. */
export const breaksPromises = (text: string): boolean =>
  readSpelling(text).chosen.some(({ value }) => value.breaks);
