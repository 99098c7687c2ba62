import { joined } from '@lab/lab/charts/said';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { exponential, meanLogOf, tInterval } from '@lab/lab/stats/estimate';
import { AS_IT_IS, nameOf, STACKS, WAYS } from './arms.ts';
import { ASPECTS, armOf, atLight, comparisonOf, WORK } from './rule.ts';
import { DELTA } from './settings.ts';

export const LOCK_IN_RULE =
  'Judged by what another stack gains in a page of 20 recommendations: CPU time of the shop for it, and its time, against the service in Nest. Of both the best stack counts, where it gains beyond Δ. The monolith gets the same when its own best way (WebAssembly, and worker threads where the run has them), against the monolith as it is, is not worse than that by more than Δ. Supported when the monolith gets nothing of what another stack gains. Refuted when it gets all of it, and also when no stack gains anything. Mixed when it gets one of the two.';
export const LOCK_IN_RULE_IN_KOREAN =
  '추천 20개를 담은 페이지에서 다른 스택이 얻는 이득으로 판정한다. Nest로 쓴 서비스 대비, 페이지에 상점이 쓴 CPU 시간과 페이지의 응답 시간을 보고, 각각 Δ를 넘게 이득인 가장 좋은 스택을 기준으로 한다. 모놀리스에서 가장 좋은 방법(WebAssembly, 실행에 있으면 워커 스레드도)이 그대로인 모놀리스 대비 얻는 이득이 그보다 Δ를 넘게 나쁘지 않으면 같은 이득을 얻은 것이다. 다른 스택의 이득을 모놀리스가 하나도 얻지 못하면 지지. 모두 얻으면 반박이고, 이득을 얻는 스택이 없어도 반박. 둘 중 하나만 얻으면 엇갈림.';

/** What the monolith gets of a gain that another stack has. */
interface Reached {
  readonly metric: string;
  readonly state: 'reached' | 'beyond' | 'open';
  readonly stack: string;
  readonly way: string;
  /** Of the stack to Nest, and of the way to the monolith as it is. */
  readonly ratios: readonly [stack: number, way: number];
}

/** The ratio of an arm to what it is compared with, by round. */
function ratiosByRound(evidence: Evidence, topology: string, metric: string): ReadonlyMap<number, number> {
  const [own, other] = [topology, AS_IT_IS[topology] ?? ''].map((each) => armOf(evidence, each)?.name);
  if (own === undefined || other === undefined) return new Map();
  const base = evidence.values(metric, other);
  return new Map(
    [...evidence.values(metric, own)].flatMap(([round, value]): [number, number][] => {
      const divisor = base.get(round) ?? 0;
      return divisor > 0 && value > 0 ? [[round, value / divisor]] : [];
    }),
  );
}

const geometricMean = (ratios: Iterable<number>): number => Math.exp(meanLogOf([...ratios]).value);

/** The stack that gains most of a metric; `open` where it is not settled whether one gains, undefined where none does. */
function bestStack(evidence: Evidence, metric: string): string | 'open' | undefined {
  const found = STACKS.flatMap((topology) => {
    const comparison = comparisonOf(evidence, topology, metric);
    return comparison ? [{ topology, comparison }] : [];
  });
  const gaining = found
    .filter(({ comparison }) => comparison.verdict === 'lower')
    .toSorted((one, other) => one.comparison.ratio - other.comparison.ratio);
  if (gaining[0]) return gaining[0].topology;
  return found.some(({ comparison }) => comparison.verdict === 'inconclusive') ? 'open' : undefined;
}

/** By how much worse the monolith's way is than the stack: a ratio of ratios, each of one round. */
function reachedBy(evidence: Evidence, metric: string, stack: string, way: string): Reached | undefined {
  const gains = ratiosByRound(evidence, stack, metric);
  const own = ratiosByRound(evidence, way, metric);
  const worse = [...own].flatMap(([round, ratio]) => {
    const gain = gains.get(round);
    return gain === undefined ? [] : [ratio / gain];
  });
  if (worse.length === 0) return undefined;
  const interval = exponential(tInterval(meanLogOf(worse), evidence.confidence));
  const most = 1 + DELTA;
  const state =
    !interval || (interval.low <= most && interval.high > most)
      ? 'open'
      : interval.low > most
        ? 'beyond'
        : 'reached';
  return { metric, state, stack, way, ratios: [geometricMean(gains.values()), geometricMean(own.values())] };
}

/** Of all ways the one that gets most of it. */
function bestWay(evidence: Evidence, metric: string, stack: string): Reached | undefined {
  const all = WAYS.flatMap((way) => reachedBy(evidence, metric, stack, way) ?? []);
  const by = (state: Reached['state']) => all.filter((each) => each.state === state);
  return [...by('reached'), ...by('open'), ...by('beyond')][0];
}

/** Whether the stack of the whole keeps the monolith from what another stack gains. */
export function lockedIn(evidence: Evidence): Ruling {
  if (!STACKS.some((topology) => armOf(evidence, topology)) || !WAYS.some((way) => armOf(evidence, way)))
    return undecided(
      'This run does not compare another stack with what the monolith can do.',
      '이 실행에는 다른 스택과 모놀리스의 대안을 견줄 비교가 없다.',
    );
  const best = WORK.map((metric) => ({ metric, stack: bestStack(evidence, metric) }));
  const compared = WORK.every((metric) =>
    STACKS.some((topology) => comparisonOf(evidence, topology, metric) !== undefined),
  );
  if (!compared) return undecided('The figures of the other stacks are missing.', '다른 스택의 값이 없다.');
  const reached = best.flatMap(({ metric, stack }) =>
    stack === undefined || stack === 'open' ? [] : (bestWay(evidence, metric, stack) ?? []),
  );
  const open = best.some(({ stack }) => stack === 'open') || reached.some(({ state }) => state === 'open');
  const { en, ko } = saidOf(reached);
  const said = { because: en, becauseInKorean: ko, metrics: [...WORK] };
  if (open) return { verdict: 'inconclusive', open: true, ...said };
  const beyond = reached.filter(({ state }) => state === 'beyond').length;
  const gained = best.filter(({ stack }) => stack !== undefined).length;
  if (reached.length < gained) return { verdict: 'inconclusive', open: false, ...said };
  const verdict = beyond === 0 ? 'refuted' : beyond === reached.length ? 'supported' : 'mixed';
  return { verdict, open: false, ...said };
}

const undecided = (because: string, becauseInKorean: string): Ruling => ({
  ...{ verdict: 'inconclusive', open: false, metrics: [] },
  ...{ because, becauseInKorean },
});

function saidOf(reached: readonly Reached[]): Text {
  if (reached.length === 0)
    return {
      en: 'No other stack has less work than Nest, beyond Δ.',
      ko: 'Nest보다 Δ를 넘게 일이 적은 스택이 없다.',
    };
  return joined(
    reached.map(({ metric, stack, way, ratios: [other, own] }): Text => {
      const words = ASPECTS[metric] ?? { en: metric, ko: metric };
      const [theirs, ours] = [nameOf(stack), nameOf(way)];
      return {
        en: `${words.en}: ${theirs.en} ${other.toFixed(2)}× of Nest, ${ours.en} ${own.toFixed(2)}× of the monolith as it is.`,
        ko: `${words.ko}: ${theirs.ko} ÷ Nest ${other.toFixed(2)}배, ${ours.ko} ÷ 그대로인 모놀리스 ${own.toFixed(2)}배.`,
      };
    }),
    ' ',
  );
}

/** On the other side: with a single recommendation there is little ranking to do better. */
export const waysAtLight = (evidence: Evidence): Text | undefined => atLight(evidence, WAYS);
