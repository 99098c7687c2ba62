import type { KeyEntry } from './figure.ts';
import { TONE_COLOURS } from './forest.ts';
import { type Html, html } from './html.ts';
import type { Tone } from './tone.ts';

/** What the colours of judgement mean. */
export const TONE_KEY: readonly KeyEntry[] = [
  { name: { en: 'worse', ko: '더 나쁨' }, colour: TONE_COLOURS.bad },
  { name: { en: 'better', ko: '더 좋음' }, colour: TONE_COLOURS.good },
  { name: { en: 'no difference that counts', ko: '의미 있는 차이 없음' }, colour: TONE_COLOURS.same },
  { name: { en: 'not settled', ko: '결론 없음' }, colour: TONE_COLOURS.open, mark: 'hollow' },
];

/** A ratio that differs more than this has the strongest shade. */
const FULL_SHADE = 4;

/** The style attribute of a table's cell that holds a ratio: coloured where it means something for the arm; null otherwise. */
export function shadeOf(tone: Tone, ratio: number): Html | null {
  if (tone !== 'good' && tone !== 'bad') return null;
  const size = Math.min(1, Math.abs(Math.log(ratio)) / Math.log(FULL_SHADE));
  const percent = Math.round(12 + 38 * size);
  return html` style="background: color-mix(in srgb, ${TONE_COLOURS[tone]} ${percent}%, transparent)"`;
}

/** Most of a bad colour that a share has. */
const MOST_PERCENT = 60;

/** The same for a share of what went wrong, from 0 to 1. */
export const shadeOfShare = (share: number): Html =>
  html` style="background: color-mix(in srgb, ${TONE_COLOURS.bad} ${Math.round(Math.min(1, share) * MOST_PERCENT)}%, transparent)"`;
