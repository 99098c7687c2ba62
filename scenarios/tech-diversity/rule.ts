import { joined } from '@lab/lab/charts/said';
import type { Comparison } from '@lab/lab/records/comparison';
import { findingsFor } from '@lab/lab/scenario/rules';
import type { Arm, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { upperBound } from '@lab/lab/stats/exact-bound';
import { nameOf, STACKS } from './arms.ts';

/** What another stack, or another way of ranking, may gain: CPU time for a page, and the page's time. */
export const WORK = ['heavy.cpu', 'heavy.time'] as const;
const LIGHT_WORK = ['light.cpu', 'light.time'] as const;

export const ASPECTS: Readonly<Record<string, Text>> = {
  'heavy.cpu': { en: 'CPU time', ko: 'CPU 시간' },
  'heavy.time': { en: 'time', ko: '응답 시간' },
  'light.cpu': { en: 'CPU time', ko: 'CPU 시간' },
  'light.time': { en: 'time', ko: '응답 시간' },
};

/** Where none of n recommendations failed, at most so many can: one in twenty. For that 59 must have been asked for. */
const MOST_FAILED = 0.05;
/** Of the bounds on shares of failures, one-sided. */
export const CONFIDENCE = 0.95;

export const DIVERSITY_RULE =
  'Judged for each service of recommendations on another stack that the run has, against the one in Nest, by a page of 20 recommendations: the CPU time of the shop for it, and its time. A stack gains when one of the two is lower beyond Δ and none is higher. It is swapped when each takes the place of the other, both give the same answers, the books are right afterwards, and none of the recommendations fails that are asked for during a replacement: of so many that at most one in twenty could (exact binomial bound, 95 %). Where answers or books cannot be read, nothing is decided. Supported when each stack is swapped and gains. Refuted when no stack does both. Mixed when some do.';
export const DIVERSITY_RULE_IN_KOREAN =
  '실행에 있는 다른 스택의 추천 서비스를 하나씩 Nest로 쓴 서비스와 비교한다. 추천 20개를 담은 페이지에 상점이 쓴 CPU 시간과 페이지의 응답 시간을 본다. 둘 중 하나가 Δ를 넘게 작고 어느 것도 크지 않으면 이득이다. 서로 자리를 바꾸고, 두 스택의 답이 같고, 끝난 뒤 장부가 맞고, 교체하는 동안 요청한 추천이 하나도 실패하지 않으면 교체된 것이다. 요청 수는 실패 가능성이 최대 20건에 1건이라고 말할 만큼 있어야 한다(정확한 이항 한계, 95 %). 답이나 장부를 읽을 수 없으면 판정하지 않는다. 모든 스택이 교체되고 이득이면 지지. 둘 다 되는 스택이 없으면 반박. 일부만 되면 엇갈림.';

type State = 'yes' | 'no' | 'open' | 'missing';

export const armOf = (evidence: Evidence, topology: string): Arm | undefined =>
  evidence.arms.find((arm) => arm.topology === topology);

/** What the run says of a metric of an arm, against what the arm is compared with; undefined where it says nothing. */
export function comparisonOf(evidence: Evidence, topology: string, metric: string): Comparison | undefined {
  const arm = armOf(evidence, topology);
  return arm && findingsFor(evidence, arm.name, [metric])[0]?.comparison;
}

/** Whether an arm has less of one kind of work, and more of none. */
export function gainOf(evidence: Evidence, topology: string, metrics: readonly string[]): State {
  const found = metrics.flatMap((metric) => comparisonOf(evidence, topology, metric) ?? []);
  const is = (verdict: Comparison['verdict']) => found.some((each) => each.verdict === verdict);
  if (found.length < metrics.length) return 'missing';
  if (is('higher')) return 'no';
  if (found.some(mayBeHigher)) return 'open';
  if (is('lower')) return 'yes';
  return is('inconclusive') ? 'open' : 'no';
}

/** Whether it is open if an arm has more of something: what is either less or about the same is not. */
const mayBeHigher = ({ verdict, ci95, delta }: Comparison): boolean =>
  verdict === 'inconclusive' && !(ci95 && ci95[1] <= 1 + delta);

/** Of all rounds together; 0 for an arm that is not there, and for a metric that the run has not. */
export function totalOf(evidence: Evidence, topology: string, metric: string): number {
  const arm = armOf(evidence, topology);
  return arm ? [...evidence.values(metric, arm.name).values()].reduce((sum, each) => sum + each, 0) : 0;
}

interface Swap {
  readonly state: State;
  readonly sent: number;
  readonly failed: number;
}

/** Whether a stack took the place of the other one, and nobody noticed. */
function swapOf(evidence: Evidence, topology: string): Swap {
  const arm = armOf(evidence, topology);
  const total = (metric: string) => totalOf(evidence, topology, metric);
  const [sent, failed] = [total('swap.sent'), total('swap.failed')];
  const results = (evidence.checks ?? [])
    .filter((check) => arm !== undefined && check.arm === arm.name)
    .map(({ result }) => result);
  const told = { sent, failed };
  if (results.includes('fail') || failed > 0) return { ...told, state: 'no' };
  if (results.includes('unknown') || sent === 0) return { ...told, state: 'missing' };
  return { ...told, state: upperBound(0, sent, CONFIDENCE) <= MOST_FAILED ? 'yes' : 'open' };
}

/** A claim is good for all, for none or for some; open where one is not settled, and undecided where one is missing. */
function decidedBy(states: readonly State[]): Pick<Ruling, 'verdict' | 'open'> {
  const having = (state: State) => states.filter((each) => each === state).length;
  if (states.length === 0 || having('missing') > 0) return { verdict: 'inconclusive', open: false };
  if (having('open') > 0) return { verdict: 'inconclusive', open: true };
  const verdict = having('yes') === states.length ? 'supported' : having('yes') === 0 ? 'refuted' : 'mixed';
  return { verdict, open: false };
}

/** Both must be so. What is not so decides, whatever else is open. */
const both = (one: State, other: State): State =>
  (['no', 'missing', 'open'] as const).find((state) => one === state || other === state) ?? 'yes';

/** The ratios of an arm's work to that of what it is compared with, e.g. `Go: CPU time 0.61×, time 0.70×`. */
function ratiosOf(evidence: Evidence, topology: string, metrics: readonly string[]): Text | undefined {
  const found = metrics.flatMap((metric): Text[] => {
    const comparison = comparisonOf(evidence, topology, metric);
    const words = ASPECTS[metric];
    if (!comparison || !words) return [];
    const ratio = comparison.ratio.toFixed(2);
    return [{ en: `${words.en} ${ratio}×`, ko: `${words.ko} ${ratio}배` }];
  });
  if (found.length === 0) return undefined;
  const { en, ko } = joined(found);
  const name = nameOf(topology);
  return { en: `${name.en}: ${en}`, ko: `${name.ko}: ${ko}` };
}

/** Whether services can be on the stack that suits them best. */
export function stacksPay(evidence: Evidence): Ruling {
  const stacks = STACKS.filter((topology) => armOf(evidence, topology));
  const judged = stacks.map((topology) => ({
    topology,
    swap: swapOf(evidence, topology),
    gain: gainOf(evidence, topology, WORK),
  }));
  const metrics = [...WORK, 'swap.sent', 'swap.failed'];
  if (judged.length === 0)
    return {
      ...{ verdict: 'inconclusive', open: false, metrics: [] },
      because: 'This run has no service on another stack.',
      becauseInKorean: '이 실행에는 다른 스택의 서비스가 없다.',
    };
  const said = judged.map(({ topology, swap: { state, sent, failed } }): Text => {
    const name = nameOf(topology);
    const ratios = ratiosOf(evidence, topology, WORK) ?? {
      en: `${name.en}: no figures`,
      ko: `${name.ko}: 값 없음`,
    };
    const wrong = state === 'no' && failed === 0;
    return {
      en: `${ratios.en}; during replacements ${failed} of ${sent} recommendations failed${wrong ? ', and a check of the swap failed' : ''}.`,
      ko: `${ratios.ko}, 교체 중 추천 요청 ${sent}건에 실패 ${failed}건${wrong ? ', 교체 점검 실패' : ''}.`,
    };
  });
  const { en, ko } = joined(said, ' ');
  return {
    ...decidedBy(judged.map(({ swap, gain }) => both(swap.state, gain))),
    ...{ because: en, becauseInKorean: ko, metrics },
  };
}

/** On the other side: with a single recommendation the way to the service and back is more of the work. */
export const stacksAtLight = (evidence: Evidence): Text | undefined => atLight(evidence, STACKS);

/** The same work at a light weight, of several arms. */
export function atLight(evidence: Evidence, topologies: readonly string[]): Text | undefined {
  const found = topologies.flatMap((topology) => ratiosOf(evidence, topology, LIGHT_WORK) ?? []);
  if (found.length === 0) return undefined;
  const { en, ko } = joined(found, '; ');
  return { en: `With one recommendation on a page. ${en}.`, ko: `페이지에 추천이 하나일 때. ${ko}.` };
}
