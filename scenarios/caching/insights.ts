import { joined } from '@lab/lab/charts/said';
import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import {
  ALL,
  baseOf,
  cacheOf,
  EARLY,
  MEMCACHED,
  PLAIN,
  REDIS,
  REFRESHED,
  SMALL,
  STAMPEDING,
} from './arms.ts';
import { origin, worth } from './break-even.ts';
import { PAGE_KINDS } from './curves.ts';
import { lateValues } from './late.ts';

/** What else the numbers say. They decide nothing. */
export const insights = (evidence: Evidence): Insight[] =>
  [
    ...PAGE_KINDS.flatMap(({ id }) => [worth(evidence, id), origin(evidence, id)]),
    ...UNCACHED_PARTS.map((part) => uncachedPart(evidence, part)),
    hits(evidence),
    crowd(evidence),
    hot(evidence),
    staleness(evidence),
    lateValues(evidence),
  ].flatMap((insight) => insight ?? []);

/** A page of which a part is not kept, as a sentence begins. */
interface UncachedPart {
  readonly id: string;
  readonly metric: string;
  readonly words: Text;
}

const UNCACHED_PARTS: readonly UncachedPart[] = [
  {
    ...{ id: 'uncached-part', metric: 'product-time' },
    words: {
      en: 'The page of a product shows its stock, which is not kept: the services still wait for the inventory.',
      ko: '상품 페이지는 재고를 보여 주는데 재고는 캐시에 두지 않으므로 여전히 재고 서비스를 기다린다.',
    },
  },
  {
    ...{ id: 'uncached-overview', metric: 'overview-hit' },
    words: {
      en: 'My overview shows wallet, orders and notices, which are not kept: a cache has only the products that it recommends.',
      ko: '내 현황 페이지의 지갑, 주문, 알림은 캐시에 두지 않는다. 캐시에 있는 것은 추천 상품뿐이다.',
    },
  },
];

/** It is as slow as the part that is not kept. */
function uncachedPart(evidence: Evidence, { id, metric, words }: UncachedPart): Insight | undefined {
  const told = [REDIS, MEMCACHED].flatMap((topology) => {
    const [none, cached] = [baseOf(topology), topology].map((each) => medianIn(evidence, metric, each));
    const name = cacheOf(topology)?.name ?? topology;
    return none === undefined || cached === undefined
      ? []
      : [`${name} ${none.toFixed(2)} → ${cached.toFixed(2)} ms`];
  });
  if (told.length === 0) return undefined;
  return {
    id,
    text: { en: `${words.en} ${told.join('; ')}.`, ko: `${words.ko} ${told.join('; ')}.` },
    metrics: [metric],
  };
}

/** How often a copy is there, also where there is no room for all of them. */
function hits(evidence: Evidence): Insight | undefined {
  const told = [...PLAIN, SMALL].flatMap((topology) => {
    const rate = medianIn(evidence, 'hit-rate', topology);
    return rate === undefined ? [] : [`${topology} ${rate.toFixed(0)} %`];
  });
  if (told.length === 0) return undefined;
  const { en, ko } = joined(told);
  return {
    id: 'hits',
    text: {
      en: `Lookups under load that find a copy: ${en}.`,
      ko: `부하 중에 사본을 찾은 조회의 비율: ${ko}.`,
    },
    metrics: ['hit-rate'],
  };
}

/** How reports call what becomes of readers who miss the same copy. */
const REFRESH: Readonly<Record<string, Text>> = {
  [REDIS]: { en: 'single-flight', ko: 'single-flight' },
  [STAMPEDING]: { en: 'without it', ko: '없음' },
  [EARLY]: { en: 'XFetch besides', ko: 'XFetch 추가' },
};

/** A stampede, and what keeps it away. */
function crowd(evidence: Evidence): Insight | undefined {
  const told = refreshed((topology) => {
    const loads = medianIn(evidence, 'crowd-loads', topology);
    return loads === undefined ? undefined : loads.toFixed(1);
  });
  if (!told) return undefined;
  return {
    id: 'stampede',
    text: {
      en: `Questions to the catalog when a crowd asks at once for a product of which there is no copy: ${told.en}.`,
      ko: `사본이 없는 상품을 여러 명이 한꺼번에 볼 때 카탈로그에 간 조회 수: ${told.ko}.`,
    },
    metrics: ['crowd-loads'],
  };
}

/** The same for a copy that is dear to make and expires while many ask for it. */
function hot(evidence: Evidence): Insight | undefined {
  const told = refreshed((topology) => {
    const [waits, loads] = ['hot-waits', 'hot-loads'].map((id) => medianIn(evidence, id, topology));
    return waits === undefined || loads === undefined
      ? undefined
      : `${waits.toFixed(1)} % (${loads.toFixed(0)})`;
  });
  if (!told) return undefined;
  return {
    id: 'hot-copy',
    text: {
      en: `Pages that wait when a dear copy expires that many want, and questions to the origin: ${told.en}.`,
      ko: `인기 있고 비싼 사본이 만료될 때 기다린 페이지의 비율(괄호 안: 원본에 간 조회 수): ${told.ko}.`,
    },
    metrics: ['hot-waits', 'hot-loads'],
  };
}

/** A figure of each of the arms that differ in it; undefined where the run has none. */
function refreshed(figureOf: (topology: string) => string | undefined): Text | undefined {
  const told = REFRESHED.flatMap((topology) => {
    const figure = figureOf(topology);
    const words = REFRESH[topology];
    return figure === undefined || !words
      ? []
      : [{ en: `${words.en} ${figure}`, ko: `${words.ko} ${figure}` }];
  });
  return told.length === 0 ? undefined : joined(told, ', ');
}

/** How old a price on a page may be. */
function staleness(evidence: Evidence): Insight | undefined {
  const told = ALL.flatMap((topology) => {
    const lag = medianIn(evidence, 'price-lag', topology);
    return lag === undefined ? [] : [`${topology} ${lag.toFixed(0)} ms`];
  });
  if (told.length === 0) return undefined;
  return {
    id: 'staleness',
    text: {
      en: `Until pages show a new price, from the answer to the change on, median; at once counts as 1 ms: ${told.join('; ')}.`,
      ko: `변경 응답부터 페이지에 새 가격이 보일 때까지의 중앙값(바로 보이면 1 ms): ${told.join('; ')}.`,
    },
    metrics: ['price-lag'],
  };
}
