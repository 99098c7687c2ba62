import type { Text } from '../scenario/scenario.ts';
import { KOREAN } from './korean.ts';
import { alike, joined } from './said.ts';

/** What older runs called what has a plainer name today. */
const RENAMED: Readonly<Record<string, string>> = {
  'the same, of those that did not need the context': 'requests hit that did not need the context',
  'from its end to lasting good seconds': 'time to stable recovery',
  'share of proportional growth': 'throughput as a share of linear scaling',
};

/** Finds a text in both languages for words that a run has stored in English; the words themselves where there is none. */
export type Say = (english: string) => Text;

/**
 * The Korean of what a run has in English alone, such as labels. The run's own texts come first: what stands somewhere in its manifest in
 * both languages is known wherever its English stands alone.
 */
export function sayerOf({ scenario }: { readonly scenario: object }): Say {
  const own = new Map<string, string>();
  collect(scenario, own);
  const exact = (english: string): Text | undefined => {
    const ko = own.get(english) ?? KOREAN[english];
    return ko === undefined ? undefined : { en: english, ko };
  };
  const say: Say = (stored) => {
    const english = RENAMED[stored] ?? stored;
    const known = exact(english);
    if (known) return known;
    const parts = english.split(', ');
    if (parts.length > 1) return joined(parts.map((part) => exact(part) ?? pattern(part) ?? part));
    return pattern(english) ?? { en: english, ko: english };
  };
  return say;
}

/** `code ×4`: a word and a number. */
function pattern(english: string): Text | undefined {
  const [, word, number] = /^(.+) (×\d+)$/.exec(english) ?? [];
  const ko = word === undefined ? undefined : KOREAN[word];
  return word === undefined || ko === undefined ? undefined : alike`${{ en: word, ko }} ${number ?? ''}`;
}

function collect(value: unknown, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('en' in value && 'ko' in value && typeof value.en === 'string' && typeof value.ko === 'string') {
    if (value.ko !== '') into.set(value.en, value.ko);
    return;
  }
  for (const part of Object.values(value)) collect(part, into);
}
