import { joined } from '@lab/lab/charts/said';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { meanOf, tInterval } from '@lab/lab/stats/estimate';
import { AS_IT_IS, nameOf, STACKS, WAYS } from './arms.ts';
import { ASPECTS, armOf, atLight, comparisonOf, gainOf, WORK } from './rule.ts';
import { DELTA } from './settings.ts';

export const LOCK_IN_RULE =
  'Judged by what another stack gains in a page of 20 recommendations: CPU time of the shop for it, and its time. A stack gains as in the other claim: one of the two is lower than in Nest beyond Δ, and none is higher. The best such stack counts. Milliseconds saved are compared, round by round: those of the stack against Nest, and those of the monolith with another way of ranking (WebAssembly, and worker threads where the run has them) against the monolith as it is. The monolith gets a gain when its way saves all of it, less Δ. One way counts for both, and none that makes one of the two higher. Supported when the monolith gets nothing of what the stack gains. Refuted when it gets all of it, and also when no stack gains anything. Mixed when it gets one of the two.';
export const LOCK_IN_RULE_IN_KOREAN =
  '추천 20개를 담은 페이지에서 다른 스택이 얻는 이득으로 판정한다. 페이지에 상점이 쓴 CPU 시간과 페이지의 응답 시간을 본다. 이득의 뜻은 다른 주장과 같다. 둘 중 하나가 Nest보다 Δ를 넘게 작고 어느 것도 크지 않아야 하며, 그런 스택 가운데 가장 좋은 것을 기준으로 한다. 줄어든 밀리초를 라운드마다 비교한다. 스택은 Nest 대비, 모놀리스의 다른 순위 계산 방법(WebAssembly, 실행에 있으면 워커 스레드도)은 그대로인 모놀리스 대비다. 그 방법이 줄인 시간이 스택이 줄인 시간에서 Δ를 뺀 것보다 적지 않으면 같은 이득을 얻은 것이다. 두 값을 한 방법으로 얻어야 하고, 둘 중 하나라도 커지는 방법은 치지 않는다. 다른 스택의 이득을 모놀리스가 하나도 얻지 못하면 지지. 모두 얻으면 반박이고, 이득을 얻는 스택이 없어도 반박. 둘 중 하나만 얻으면 엇갈림.';

/** What the monolith gets of a gain that another stack has. */
interface Reached {
  readonly metric: string;
  readonly state: 'reached' | 'beyond' | 'open';
  /** Milliseconds that the stack saves against Nest, and the way against the monolith as it is. */
  readonly saved: readonly [stack: number, way: number];
}

/** A way of ranking in the monolith, and what it gets of each gain of a stack. */
interface Way {
  readonly topology: string;
  readonly reached: readonly Reached[];
}

/** What an arm saves against what it is compared with, by round, ms. */
function savedByRound(evidence: Evidence, topology: string, metric: string): ReadonlyMap<number, number> {
  const [own, other] = [topology, AS_IT_IS[topology] ?? ''].map((each) => armOf(evidence, each)?.name);
  if (own === undefined || other === undefined) return new Map();
  const base = evidence.values(metric, other);
  return new Map(
    [...evidence.values(metric, own)].flatMap(([round, value]): [number, number][] => {
      const before = base.get(round);
      return before === undefined ? [] : [[round, before - value]];
    }),
  );
}

/** The stack that gains most, in both kinds of work together; `open` where it is not settled whether one gains, undefined where none does. */
function bestStack(evidence: Evidence): string | 'open' | undefined {
  const having = (state: ReturnType<typeof gainOf>) =>
    STACKS.filter((topology) => gainOf(evidence, topology, WORK) === state);
  const product = (topology: string) =>
    WORK.reduce((all, metric) => all * (comparisonOf(evidence, topology, metric)?.ratio ?? 1), 1);
  const [best] = having('yes').toSorted((one, other) => product(one) - product(other));
  return best ?? (having('open').length > 0 ? 'open' : undefined);
}

/** How much of what the stack saves the monolith's way does not: differences, as what both spend on the way to a page is in none of them. */
function reachedBy(evidence: Evidence, metric: string, stack: string, way: string): Reached | undefined {
  const gains = savedByRound(evidence, stack, metric);
  const own = savedByRound(evidence, way, metric);
  const pairs = [...own].flatMap(([round, saved]) => {
    const gain = gains.get(round);
    return gain === undefined ? [] : [{ gain, saved }];
  });
  if (pairs.length === 0) return undefined;
  const missed = meanOf(pairs.map(({ gain, saved }) => (1 - DELTA) * gain - saved));
  const interval = tInterval(missed, evidence.confidence);
  const state =
    !interval || (interval.low <= 0 && interval.high > 0) ? 'open' : interval.low > 0 ? 'beyond' : 'reached';
  const [ofStack, ofWay] = [pairs.map(({ gain }) => gain), pairs.map(({ saved }) => saved)];
  return { metric, state, saved: [meanOf(ofStack).value, meanOf(ofWay).value] };
}

/** The way that gets most; one that makes some work more gets nothing. Undefined where a figure of all ways is missing. */
function bestWay(evidence: Evidence, stack: string, gained: readonly string[]): Way | undefined {
  const ways = WAYS.flatMap((topology): Way[] => {
    const worse = WORK.some((metric) => comparisonOf(evidence, topology, metric)?.verdict === 'higher');
    const reached = gained.flatMap((metric) => reachedBy(evidence, metric, stack, topology) ?? []);
    if (reached.length < gained.length) return [];
    return [
      { topology, reached: worse ? reached.map((each) => ({ ...each, state: 'beyond' as const })) : reached },
    ];
  });
  const having = (state: Reached['state'], { reached }: Way) =>
    reached.filter((each) => each.state === state).length;
  return ways.toSorted(
    (one, other) =>
      having('reached', other) - having('reached', one) || having('open', other) - having('open', one),
  )[0];
}

/** Whether the stack of the whole keeps the monolith from what another stack gains. */
export function lockedIn(evidence: Evidence): Ruling {
  if (!STACKS.some((topology) => armOf(evidence, topology)) || !WAYS.some((way) => armOf(evidence, way)))
    return undecided(
      'This run does not compare another stack with what the monolith can do.',
      '이 실행에는 다른 스택과 모놀리스의 대안을 견줄 비교가 없다.',
    );
  if (STACKS.every((topology) => gainOf(evidence, topology, WORK) === 'missing'))
    return undecided('The figures of the other stacks are missing.', '다른 스택의 값이 없다.');
  const metrics = [...WORK];
  const stack = bestStack(evidence);
  if (stack === 'open')
    return {
      ...{ verdict: 'inconclusive', open: true, metrics },
      because: 'Whether another stack gains is open.',
      becauseInKorean: '이득을 얻는 스택이 있는지 아직 알 수 없다.',
    };
  if (stack === undefined)
    return {
      ...{ verdict: 'refuted', open: false, metrics },
      because:
        'No other stack gains: none has less of one kind of work than Nest, beyond Δ, and more of none.',
      becauseInKorean:
        '이득을 얻는 스택이 없다. 하나가 Nest보다 Δ를 넘게 작고 어느 것도 크지 않은 스택이 없다.',
    };
  const gained = WORK.filter((metric) => comparisonOf(evidence, stack, metric)?.verdict === 'lower');
  const way = bestWay(evidence, stack, gained);
  if (!way) return undecided('The figures of the monolith are missing.', '모놀리스의 값이 없다.');
  const { en, ko } = saidOf(stack, way);
  const said = { because: en, becauseInKorean: ko, metrics };
  const having = (state: Reached['state']) => way.reached.filter((each) => each.state === state).length;
  if (having('open') > 0) return { verdict: 'inconclusive', open: true, ...said };
  const beyond = having('beyond');
  const verdict = beyond === 0 ? 'refuted' : beyond === gained.length ? 'supported' : 'mixed';
  return { verdict, open: false, ...said };
}

const undecided = (because: string, becauseInKorean: string): Ruling => ({
  ...{ verdict: 'inconclusive', open: false, metrics: [] },
  ...{ because, becauseInKorean },
});

/** e.g. `CPU time saved: Nest to Go 12.1 ms, monolith to monolith with WebAssembly 14.2 ms.` */
function saidOf(stack: string, { topology, reached }: Way): Text {
  const [nest, theirs, plain, ours] = [AS_IT_IS[stack] ?? '', stack, AS_IT_IS[topology] ?? '', topology].map(
    nameOf,
  );
  const told = (ms: number) => Number(ms.toPrecision(3));
  return joined(
    reached.map(({ metric, saved: [other, own] }): Text => {
      const words = ASPECTS[metric] ?? { en: metric, ko: metric };
      return {
        en: `${words.en} saved: ${nest?.en} to ${theirs?.en} ${told(other)} ms, ${plain?.en} to ${ours?.en} ${told(own)} ms.`,
        ko: `${words.ko} 절감: ${nest?.ko} → ${theirs?.ko} ${told(other)}ms, ${plain?.ko} → ${ours?.ko} ${told(own)}ms.`,
      };
    }),
    ' ',
  );
}

/** On the other side: with a single recommendation there is less ranking to do better. */
export const waysAtLight = (evidence: Evidence): Text | undefined => atLight(evidence, WAYS);
