import { alike, joined } from '@lab/lab/charts/said';
import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { upperBound } from '@lab/lab/stats/exact-bound';
import { ALL, nameOf } from './arms.ts';
import { BESIDES, type Beside, PARTS, type Part } from './parts.ts';
import { armOf, CONFIDENCE, totalOf } from './rule.ts';

/** What the others wait for meanwhile, what a stack costs besides running, and what a replacement takes. None of it decides. */
export const insights = (evidence: Evidence): Insight[] => [
  ...told(evidence, 'rest.mean', {
    en: 'Time of a page of others while somebody gets 20 recommendations, mean',
    ko: '누군가 추천 20개를 받는 동안 다른 손님의 페이지 시간(평균)',
  }),
  ...told(evidence, 'heavy.capacity', {
    en: 'Pages of 20 recommendations a second, at most',
    ko: '추천 20개를 담은 페이지의 초당 최대 처리량',
  }),
  ...told(evidence, 'part.memory', {
    en: 'Memory of the process that ranks',
    ko: '순위를 계산하는 프로세스의 메모리',
  }),
  ...told(evidence, 'part.start', {
    en: 'Until the process that ranks is ready again, from its kill',
    ko: '순위를 계산하는 프로세스를 강제 종료하고 다시 준비될 때까지',
  }),
  ...told(evidence, 'swap.time', {
    en: 'From the start of the other one until it was there alone, the longest replacement',
    ko: '다른 쪽을 시작해 혼자 남을 때까지(가장 오래 걸린 교체)',
  }),
  ...others(evidence),
  ...prices(evidence),
  ...parts(evidence),
  ...besides(evidence),
];

/** A count is whole, and other figures have three digits. */
const figure = (median: number): string =>
  String(Number.isInteger(median) ? median : Number(median.toPrecision(3)));

/** The medians of each arm that has them. */
function told(evidence: Evidence, id: string, words: Text): Insight[] {
  const unit = evidence.metrics.find((metric) => metric.id === id)?.unit;
  const found = ALL.flatMap((topology): Text[] => {
    const median = medianIn(evidence, id, topology);
    return median === undefined ? [] : [alike`${nameOf(topology)} ${figure(median)} ${unit ?? ''}`];
  });
  if (found.length === 0) return [];
  const { en, ko } = joined(found);
  return [{ id, text: { en: `${words.en}: ${en}.`, ko: `${words.ko}: ${ko}.` }, metrics: [id] }];
}

/**
 * How many requests failed that ask no recommendations, with the bound that the rule has for recommendations. The rule's sentence is older than this count and
 * speaks of recommendations alone, so it decides nothing.
 */
function others(evidence: Evidence): Insight[] {
  const [sent, failed] = ['swap.other-sent', 'swap.other-failed'] as const;
  const found = ALL.flatMap((topology): Text[] => {
    const [of, hits] = [totalOf(evidence, topology, sent), totalOf(evidence, topology, failed)];
    if (of === 0) return [];
    const [name, most] = [nameOf(topology), figure(100 * upperBound(hits, of, CONFIDENCE))];
    return [
      {
        en: `${name.en} ${hits} of ${of}, at most ${most} %`,
        ko: `${name.ko} ${of}건 중 ${hits}건(최대 ${most} %)`,
      },
    ];
  });
  if (found.length === 0) return [];
  const { en, ko } = joined(found, '; ');
  const confidence = `${100 * CONFIDENCE} %`;
  return [
    {
      id: 'swap.others',
      text: {
        en: `Pages and orders that failed during replacements, and the share that could (exact binomial bound, ${confidence}): ${en}. The rule asks for recommendations alone.`,
        ko: `교체 중 실패한 페이지와 주문, 그리고 실패했을 수 있는 비율(정확한 이항 한계, ${confidence}): ${ko}. 규칙은 추천 요청만 본다.`,
      },
      metrics: [failed, sent],
    },
  ];
}

/** What an arm has for itself, a piece for each column of the table. */
const PRICES: readonly { readonly id: string; readonly words: Text }[] = [
  { id: 'lines', words: { en: 'lines', ko: '줄' } },
  { id: 'dependencies', words: { en: 'packages', ko: '패키지' } },
  { id: 'artefact', words: { en: 'MB', ko: 'MB' } },
  { id: 'build', words: { en: 's to build after a change', ko: '초(변경 뒤 빌드)' } },
];

function prices(evidence: Evidence): Insight[] {
  const found = ALL.filter((topology) => armOf(evidence, topology)).flatMap((topology): Text[] => {
    const parts = PRICES.flatMap(({ id, words }): Text[] => {
      const median = medianIn(evidence, id, topology);
      if (median === undefined) return [];
      return [{ en: `${figure(median)} ${words.en}`, ko: `${figure(median)}${words.ko}` }];
    });
    if (parts.length === 0) return [];
    const [name, { en, ko }] = [nameOf(topology), joined(parts)];
    return [{ en: `${name.en}: ${en}`, ko: `${name.ko}: ${ko}` }];
  });
  if (found.length === 0) return [];
  const { en, ko } = joined(found, '; ');
  return [
    {
      id: 'price',
      text: {
        en: `What is there for it alone. ${en}. Ranking, service and tables are in all of these lines. What Nest's services share with each other is in no line of Nest's, and a second stack has to have it all again.`,
        ko: `이것만을 위해 있는 것. ${ko}. 순위 계산, 서비스, 테이블은 모든 줄 수에 든다. Nest 서비스가 함께 쓰는 코드는 Nest의 줄 수에 들지 않고, 두 번째 스택은 그것을 모두 다시 갖춰야 한다.`,
      },
      metrics: PRICES.map(({ id }) => id),
    },
  ];
}

/** What the lines of a stack are there for. */
const THERE_FOR: Readonly<Record<Part | Beside, Text>> = {
  ranking: { en: 'ranking and tables', ko: '순위 계산과 테이블' },
  messaging: { en: 'messages and their checks', ko: '메시지와 그 검사' },
  observability: { en: 'logs and metrics', ko: '로그와 지표' },
  settings: { en: 'settings', ko: '설정' },
  start: { en: 'start and end', ko: '시작과 종료' },
  toolchain: { en: 'what builds it', ko: '빌드' },
  tests: { en: 'tests', ko: '테스트' },
};

/** The lines of each stack that has some, e.g. `Go: settings 100, start and end 120`. */
function linesFor(evidence: Evidence, purposes: readonly (Part | Beside)[]): Text | undefined {
  const found = ALL.filter((topology) => armOf(evidence, topology)).flatMap((topology): Text[] => {
    const own = purposes.flatMap((purpose): Text[] => {
      const median = medianIn(evidence, `lines.${purpose}`, topology);
      const { en, ko } = THERE_FOR[purpose];
      return median === undefined ? [] : [{ en: `${en} ${median}`, ko: `${ko} ${median}줄` }];
    });
    if (own.length === 0) return [];
    const [name, { en, ko }] = [nameOf(topology), joined(own)];
    return [{ en: `${name.en}: ${en}`, ko: `${name.ko}: ${ko}` }];
  });
  return found.length === 0 ? undefined : joined(found, '; ');
}

function parts(evidence: Evidence): Insight[] {
  const lines = linesFor(evidence, PARTS);
  if (!lines) return [];
  return [
    {
      id: 'price.parts',
      text: {
        en: `What the lines are there for. ${lines.en}. A second stack checks messages, logs and counts a second time. Nest's services share how they do that.`,
        ko: `하는 일에 따른 코드 줄 수. ${lines.ko}. 두 번째 스택은 메시지 검사, 로그, 지표를 한 번 더 갖춘다. Nest 서비스는 이것을 함께 쓴다.`,
      },
      metrics: PARTS.map((part) => `lines.${part}`),
    },
  ];
}

function besides(evidence: Evidence): Insight[] {
  const lines = linesFor(evidence, BESIDES);
  if (!lines) return [];
  return [
    {
      id: 'price.besides',
      text: {
        en: `Lines that are there besides the program. ${lines.en}. The tests of Go and of Python are the same lines: they hold any second stack to the messages of the service in Nest. The compiler, the bundler and the tests that all of Nest's services share are in none of them.`,
        ko: `프로그램 외에 필요한 코드 줄 수. ${lines.ko}. Go와 Python의 테스트는 같은 코드로, 어떤 스택이든 Nest 서비스와 같은 메시지를 주고받는지 검사한다. Nest 서비스가 함께 쓰는 컴파일러, 번들러, 테스트는 넣지 않았다.`,
      },
      metrics: BESIDES.map((each) => `lines.${each}`),
    },
  ];
}
