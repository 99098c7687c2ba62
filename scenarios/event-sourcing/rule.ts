import { everywhere, findingsFor } from '@lab/lab/scenario/rules';
import type { Arm, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { meanLogOf, tInterval } from '@lab/lab/stats/estimate';
import { keepsEvents, PRICES } from './settings.ts';

/** A rebuild is bounded when it takes less than so many times as long with the longest history as with the shortest. */
const BOUNDED = 2;

/** The arms of which the run has replays. */
const replayedIn = (evidence: Evidence): Arm[] =>
  evidence.arms.filter(
    ({ name, topology }) => keepsEvents(topology) && evidence.values('replay-mistakes', name).size > 0,
  );

/** Products that a replay got wrong, in all rounds of an arm. */
const mistakesOf = (evidence: Evidence, { name }: Arm): number =>
  [...evidence.values('replay-mistakes', name).values()].reduce((sum, each) => sum + each, 0);

/** How many times as long a rebuild takes with the longest history, and whether that is surely less than {@link BOUNDED} times. */
interface Growth {
  readonly times: number;
  readonly bounded: 'yes' | 'no' | 'open';
}

export function growthOf(evidence: Evidence, measure: string, { name }: Arm): Growth | undefined {
  const values = [...evidence.values(measure, name).values()].filter((value) => value > 0);
  if (values.length === 0) return undefined;
  const mean = meanLogOf(values);
  const interval = tInterval(mean, evidence.confidence);
  const limit = Math.log(BOUNDED);
  const bounded = !interval ? 'open' : interval.high < limit ? 'yes' : interval.low >= limit ? 'no' : 'open';
  return { times: Math.exp(mean.value), bounded };
}

/**
 * A replay that gives another state refutes, however rare it is. If all are right, it is a matter of price: of a rebuild from snapshots, and
 * of each write and read.
 */
export function restoredByReplay(evidence: Evidence): Ruling {
  const arms = replayedIn(evidence);
  if (arms.length === 0) return NOT_REPLAYED;
  const mistakes = arms.reduce((sum, arm) => sum + mistakesOf(evidence, arm), 0);
  const metrics = ['replay-mistakes', 'snapshot-growth', ...Object.keys(PRICES)];
  if (mistakes > 0)
    return {
      verdict: 'refuted',
      because: `Replays gave another stock than clients see: ${mistakes} products.`,
      becauseInKorean: `재생한 재고가 클라이언트가 보는 재고와 달랐다: 상품 ${mistakes}개.`,
      metrics,
      open: false,
    };
  const growths = arms.flatMap((arm) => growthOf(evidence, 'snapshot-growth', arm) ?? []);
  const prices = arms.flatMap(({ name }) => findingsFor(evidence, name, Object.keys(PRICES)));
  const wanted = arms.length * Object.keys(PRICES).length;
  const dear = everywhere('higher', prices, wanted, {
    en: 'p50 is higher than with tables by more than a quarter',
    ko: '테이블보다 p50이 4분의 1 넘게 큼',
  });
  const said = saidOf(growths, dear);
  const openGrowth = growths.length < arms.length || growths.some(({ bounded }) => bounded === 'open');
  if (openGrowth || dear.verdict === 'inconclusive')
    return {
      verdict: 'inconclusive',
      ...said,
      metrics,
      open: (openGrowth || dear.open) && prices.length === wanted && growths.length === arms.length,
    };
  const holds = growths.every(({ bounded }) => bounded === 'yes') && dear.verdict === 'refuted';
  return { verdict: holds ? 'supported' : 'mixed', ...said, metrics, open: false };
}

function saidOf(growths: readonly Growth[], dear: Ruling): Pick<Ruling, 'because' | 'becauseInKorean'> {
  const times = growths.map((growth) => growth.times.toFixed(2)).join(', ');
  return {
    because: `Every replay gives the stock that clients see. From snapshots the longest history takes ${times || '?'} times as long as the shortest. ${dear.because}`,
    becauseInKorean: `모든 재생 결과가 클라이언트가 보는 재고와 같다. 스냅샷부터 재생하면 가장 긴 이력이 가장 짧은 이력의 ${times || '?'}배 걸린다. ${dear.becauseInKorean}`,
  };
}

const NOT_REPLAYED: Ruling = {
  verdict: 'inconclusive',
  because: 'This run has no arm that keeps events, e.g. monolith+store=events.',
  becauseInKorean: '이 실행에는 monolith+store=events처럼 이벤트를 저장하는 구성이 없다.',
  metrics: [],
  open: false,
};

const median = (evidence: Evidence, metric: string, { name }: Arm): number | undefined =>
  evidence.metrics.find(({ id }) => id === metric)?.arms[name]?.median;

/** What a rebuild takes without snapshots: there it grows with the history. */
export function withoutSnapshots(evidence: Evidence): Text | undefined {
  const told = replayedIn(evidence).flatMap((arm) => {
    const growth = growthOf(evidence, 'replay-growth', arm);
    const [all, some] = [median(evidence, 'replay-time', arm), median(evidence, 'snapshot-time', arm)];
    if (!growth || all === undefined || some === undefined) return [];
    return `${arm.name} ${growth.times.toFixed(1)}× (${all.toFixed(2)} s; ${some.toFixed(2)} s)`;
  });
  if (told.length === 0) return undefined;
  return {
    en: `Without snapshots, a rebuild of the longest history takes so many times as long as of the shortest (in brackets: without snapshots; with them): ${told.join(', ')}.`,
    ko: `스냅샷 없이 가장 긴 이력을 복원하는 시간이 가장 짧은 이력의 몇 배인가(괄호 안: 스냅샷 없이, 스냅샷부터): ${told.join(', ')}.`,
  };
}

/** How fast a replay is, and what it takes. */
export function replaySpeed(evidence: Evidence): Text | undefined {
  const told = replayedIn(evidence).flatMap((arm) => {
    const [rate, memory] = [median(evidence, 'replay-rate', arm), median(evidence, 'replay-memory', arm)];
    if (rate === undefined || memory === undefined) return [];
    return `${arm.name} ${Math.round(rate).toLocaleString('en')}/s, ${memory.toFixed(0)} MB`;
  });
  if (told.length === 0) return undefined;
  return {
    en: `Events that a replay of the longest history applies each second, and the most memory of its program: ${told.join('; ')}.`,
    ko: `가장 긴 이력을 재생할 때 초당 적용한 이벤트 수와 프로그램이 가장 많이 쓴 메모리: ${told.join('; ')}.`,
  };
}
