import { notOneOf } from '../registry/usage-error.ts';
import type { Text } from '../scenario/scenario.ts';

/** A language of the reports. */
export type Language = keyof Text;

export const LANGUAGES: readonly Language[] = ['en', 'ko'];

/** Where POSIX says which language a user reads, the strongest first. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/**
 * The language to report in: the one asked for, or the first that the environment names, as in `LANG=ko_KR.UTF-8`; English where neither
 * names one of ours.
 *
 * @param asked value of `--lang`; empty and undefined ask for nothing
 * @throws {UsageError} when there is no such language
 */
export function languageOf(
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  if (asked) {
    const known = LANGUAGES.find((language) => language === asked);
    if (!known) throw notOneOf({ en: 'language', ko: '언어' }, asked, LANGUAGES);
    return known;
  }
  const named = VARIABLES.map((name) => env[name]?.slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === named.find((name) => isOurs(name))) ?? 'en';
}

/**
 * The language for what goes wrong before a command has read its options, or that is wrong with them: an unknown language asks for none.
 *
 * @param argv of the whole command line
 */
export function languageAskedFor(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const at = argv.lastIndexOf('--lang');
  const joined = argv.findLast((each) => each.startsWith('--lang='));
  const asked = at === -1 ? joined?.slice('--lang='.length) : argv[at + 1];
  return LANGUAGES.find((language) => language === asked) ?? languageOf(undefined, env);
}

const isOurs = (name: string | undefined): boolean => LANGUAGES.some((language) => language === name);

/** What the commands say of their option. */
export const LANGUAGE_OPTION = [
  '--lang <language>',
  `language of reports and of the summary, ${LANGUAGES.join(' | ')} (default: by LANG); pages have a switch`,
] as const;
