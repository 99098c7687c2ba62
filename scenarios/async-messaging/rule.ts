import { joined } from '@lab/lab/charts/said';
import type { Comparison } from '@lab/lab/records/comparison';
import { findingsFor } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { ANSWERED, BROKERS, type BrokerArm } from './arms.ts';

/** What asynchronous messaging is to be good for: a client waits less, and a peak is taken. */
const GAINS = [
  { id: 'place-order.p50', better: 'lower' },
  { id: 'peak.soon', better: 'higher' },
] as const;

/** The rule in words, as both the scenario and the README have it. */
export const RULE =
  'Judged over the arms whose orders are carried out by messages, each broker against services that answer when an order is decided. A broker helps when the client waits less for an order at light load (p50), and more orders of a peak are taken within a second, both beyond Δ. Supported when each broker helps in both, and no accepted order is lost in any trial, whether it counts or not. Refuted when no broker helps in either, or an accepted order is lost. Mixed when all is settled, no order is lost, and some of this is so. What an order takes until it is decided, and what it costs, is measured and decides nothing: a message does not make the work less.';

/** The same in Korean. */
export const RULE_IN_KOREAN =
  '주문을 메시지로 처리하는 대상을, 주문이 결정된 뒤 응답하는 서비스와 브로커별로 비교한다. 가벼운 부하에서 클라이언트가 주문에 기다리는 시간(p50)이 Δ를 넘게 짧고, 몰린 주문 중 1초 안에 받아들인 비율이 Δ를 넘게 높으면 그 브로커는 도움이 된다. 모든 브로커가 둘 다에서 도움이 되고 제외한 시행까지 포함해 어느 시행에서도 접수한 주문을 잃지 않으면 지지. 어떤 브로커도 어느 쪽에도 도움이 되지 않거나 접수한 주문을 잃으면 반박. 모두 정해졌고 잃은 주문이 없으며 일부만 그러하면 엇갈림. 주문이 결정될 때까지 걸리는 시간과 비용은 재기만 하고 판정에 쓰지 않는다. 메시지를 쓴다고 할 일이 줄지는 않는다.';

interface Helped {
  readonly broker: BrokerArm;
  readonly gains: readonly {
    readonly id: string;
    readonly better: string;
    readonly comparison: Comparison;
  }[];
  readonly lost: number;
  /** Where an order is not as its customer was told, in any trial. */
  readonly broken: Text | undefined;
}

const armOf = (evidence: Evidence, topology: string): string | undefined =>
  evidence.arms.find((arm) => arm.topology === topology)?.name;

/** Accepted orders that an arm has lost, in all rounds and both peaks. */
function lostBy(evidence: Evidence, arm: string): number {
  const values = ['peak.lost', 'struck.lost'].flatMap((id) => [...evidence.values(id, arm).values()]);
  return values.reduce((sum, value) => sum + value, 0);
}

/** What the check of all orders says where it has failed. It also knows of trials that do not count, of which there are no values. */
function brokenIn({ checks = [] }: Evidence, name: string): Text | undefined {
  const failed = checks.find(({ id, arm, result }) => id === 'orders' && arm === name && result === 'fail');
  return failed && { en: failed.detail, ko: failed.detailInKorean ?? failed.detail };
}

/** What a second peak has lost, where the run has one. */
const secondPeakOf = ({ metrics }: Evidence): string[] =>
  metrics.some(({ id }) => id === 'struck.lost') ? ['struck.lost'] : [];

const helpedBy = (evidence: Evidence): Helped[] =>
  BROKERS.flatMap((broker) => {
    const arm = armOf(evidence, broker.topology);
    if (arm === undefined) return [];
    const gains = GAINS.flatMap(({ id, better }) =>
      findingsFor(evidence, arm, [id]).map(({ comparison }) => ({ id, better, comparison })),
    );
    return [{ broker, gains, lost: lostBy(evidence, arm), broken: brokenIn(evidence, arm) }];
  });

/** Whether orders that are carried out by messages spare clients the waiting, and take peaks. */
export function asynchronous(evidence: Evidence): Ruling {
  const helped = helpedBy(evidence);
  const baseline = evidence.arms.find(({ name }) => name === evidence.baseline);
  if (helped.length === 0 || baseline?.topology !== ANSWERED) return notMeasured;
  const all = helped.flatMap(({ gains }) => gains);
  const such = all.filter(({ better, comparison }) => comparison.verdict === better);
  const open = all.filter(({ comparison }) => comparison.verdict === 'inconclusive');
  const missing = helped.length * GAINS.length - all.length;
  const lost = helped.reduce((sum, each) => sum + each.lost, 0);
  const { en, ko } = sentences(helped, lost);
  const said = {
    because: en,
    becauseInKorean: ko,
    metrics: [...GAINS.map(({ id }) => id), 'peak.lost', ...secondPeakOf(evidence)],
  };
  // One lost order is enough: it was promised.
  if (lost > 0 || helped.some(({ broken }) => broken)) return { verdict: 'refuted', ...said, open: false };
  if (open.length > 0 || missing > 0) return { verdict: 'inconclusive', ...said, open: missing === 0 };
  const verdict = such.length === all.length ? 'supported' : such.length === 0 ? 'refuted' : 'mixed';
  return { verdict, ...said, open: false };
}

function sentences(helped: readonly Helped[], lost: number): Text {
  const told = helped.map(({ broker, gains }) => {
    const ratio = (id: string) => {
      const found = gains.find((gain) => gain.id === id)?.comparison.ratio;
      return found === undefined ? '–' : found.toFixed(2);
    };
    const [wait, soon] = [ratio('place-order.p50'), ratio('peak.soon')];
    return {
      en: `${broker.name}: the client waits ${wait}×, a peak's orders taken within a second ${soon}×.`,
      ko: `${broker.name}: 클라이언트가 기다리는 시간 ${wait}배, 몰린 주문 중 1초 안에 받아들인 것 ${soon}배.`,
    };
  });
  const broken = helped.flatMap(({ broker: { name }, broken: found }) =>
    found ? [{ en: `Orders over ${name}: ${found.en}`, ko: `${name}에서 주문: ${found.ko}` }] : [],
  );
  return joined(
    [...told, { en: `Accepted orders lost: ${lost}.`, ko: `접수한 뒤 잃은 주문: ${lost}건.` }, ...broken],
    ' ',
  );
}

const notMeasured: Ruling = {
  verdict: 'inconclusive',
  because: `This run does not compare orders that are carried out by messages with ${ANSWERED}.`,
  becauseInKorean: `이 실행에는 주문을 메시지로 처리하는 대상과 ${ANSWERED}의 비교가 없다.`,
  metrics: [],
  open: false,
};

/** What turns the verdict for a client who needs the outcome: it is not decided any sooner. */
export function byOutcome(evidence: Evidence): Text | undefined {
  const told = BROKERS.flatMap(({ topology, name }) => {
    const arm = armOf(evidence, topology);
    const [found] = arm === undefined ? [] : findingsFor(evidence, arm, ['outcome.p50']);
    return found ? [`${name} ${found.comparison.ratio.toFixed(2)}×`] : [];
  });
  if (told.length === 0) return undefined;
  const { en, ko } = joined(told, ', ');
  return {
    en: `Until the outcome of an order is seen, against services that answer when it is decided: ${en}.`,
    ko: `주문의 결과가 보일 때까지 걸린 시간, 결정된 뒤 응답하는 서비스 대비: ${ko.replaceAll('×', '배')}.`,
  };
}
