import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { baseOf, PLAIN } from './arms.ts';

/**
 * From which hit rate on a cache pays: there a page takes as long with it as without. A page takes `hit` when there are copies of all that it
 * shows, and `miss` when there is none, which is more than `none` by what the lookup and the keeping cost.
 *
 * @returns percent; 0 where even a miss is no slower, undefined where a hit is no faster
 */
export function breakEven(none: number, miss: number, hit: number): number | undefined {
  if (hit >= none) return undefined;
  if (miss <= none) return 0;
  return (100 * (miss - none)) / (miss - hit);
}

/**
 * From which cost of the origin on a cache pays, at a hit rate: what hits spare has to make up for the lookups of misses. At it, {@link breakEven} is
 * that hit rate.
 *
 * @param hit ms
 * @param lookup what a miss takes more than no cache, ms
 * @param rate 0 to 1, and not 0
 * @returns ms
 */
export const paysFrom = (hit: number, lookup: number, rate: number): number =>
  hit + (Math.max(0, lookup) * (1 - rate)) / rate;

const PAGE: Readonly<Record<string, Text>> = {
  browse: { en: 'the list of products', ko: '상품 목록' },
  recommendations: { en: 'recommendations', ko: '추천' },
};

/** What a page takes in an arm with a cache and in its deployment without one, ms. */
interface Times {
  readonly topology: string;
  readonly none: number;
  readonly miss: number;
  readonly hit: number;
}

const timesOf = (evidence: Evidence, page: string): Times[] =>
  PLAIN.flatMap((topology) => {
    const none = medianIn(evidence, `${page}-miss`, baseOf(topology));
    const miss = medianIn(evidence, `${page}-miss`, topology);
    const hit = medianIn(evidence, `${page}-hit`, topology);
    return none === undefined || miss === undefined || hit === undefined
      ? []
      : [{ topology, none, miss, hit }];
  });

/** The break-even of a page, in each arm with a cache. */
export function worth(evidence: Evidence, page: string): Insight | undefined {
  const told = timesOf(evidence, page).map(({ topology, none, miss, hit }) => {
    const at = breakEven(none, miss, hit);
    const share = at === undefined ? undefined : Math.round(at);
    return {
      en: `${topology} ${share === undefined ? 'never' : `${share} %`} (${none.toFixed(2)} → ${hit.toFixed(2)} ms)`,
      ko: `${topology} ${share === undefined ? '없음' : `${share}%`} (${none.toFixed(2)} → ${hit.toFixed(2)} ms)`,
    };
  });
  if (told.length === 0) return undefined;
  return {
    id: `break-even.${page}`,
    text: {
      en: `The hit rate from which a cache shortens ${PAGE[page]?.en ?? page}, with the time without a cache and that of a hit: ${told.map(({ en }) => en).join('; ')}.`,
      ko: `캐시가 ${PAGE[page]?.ko ?? page} 응답을 앞당기기 시작하는 적중률(괄호 안: 캐시 없는 시간 → 적중한 시간): ${told.map(({ ko }) => ko).join('; ')}.`,
    },
    metrics: [`${page}-miss`, `${page}-hit`],
  };
}

/** The same by the other side: how dear a page has to be. */
export function origin(evidence: Evidence, page: string): Insight | undefined {
  const told = timesOf(evidence, page).map(({ topology, none, miss, hit }) => {
    const [half, most] = [0.5, 0.9].map((rate) => paysFrom(hit, miss - none, rate).toFixed(2));
    return `${topology} ${half} / ${most} ms (${none.toFixed(2)} ms)`;
  });
  if (told.length === 0) return undefined;
  return {
    id: `origin.${page}`,
    text: {
      en: `How long ${PAGE[page]?.en ?? page} must take without a cache for one to pay, at a hit rate of 50 and of 90 %, and how long without a cache it does take: ${told.join('; ')}.`,
      ko: `적중률 50%와 90%에서 캐시가 이득이 되려면 ${PAGE[page]?.ko ?? page}에 캐시 없이 걸려야 하는 시간(괄호 안: 실제로 걸린 시간): ${told.join('; ')}.`,
    },
    metrics: [`${page}-miss`, `${page}-hit`],
  };
}
