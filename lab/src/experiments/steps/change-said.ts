import { KOREAN } from '../../charts/korean.ts';
import type { Text } from '../../scenario/scenario.ts';
import { CHANGE_TITLES, type Change } from './settings.ts';

/** A change's title in both languages. */
export function changeSaid(change: Change): Text {
  const en = CHANGE_TITLES[change];
  return { en, ko: KOREAN[en] ?? en };
}
