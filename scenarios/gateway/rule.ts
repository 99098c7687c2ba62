import { joined } from '@lab/lab/charts/said';
import { findingsFor } from '@lab/lab/scenario/rules';
import type { Arm, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { exponential, meanLogOf, tInterval } from '@lab/lab/stats/estimate';
import { verdictOf } from '@lab/lab/stats/verdict';
import {
  EACH,
  FIXED,
  LEAST,
  MONOLITH,
  MONOLITH_PRIORITY,
  PRIORITY,
  PULL,
  SERVICES,
  TURNS,
  TWO,
} from './arms.ts';

export const GATEWAY_RULE =
  'Judged in the microservices. A page that the edge puts together is compared with the same page that a client puts together from five answers, over links with a round trip of 20 and of 100 ms, by the time of the page. Duties at the edge alone are compared with the same duties in each service as well, by the CPU time of a request. Supported when one answer is faster over both links beyond Δ, and duties at the edge alone cost less beyond Δ. Refuted when none of the three is so. Mixed when some are.';
export const GATEWAY_RULE_IN_KOREAN =
  '마이크로서비스에서 비교한다. 왕복 20 ms와 100 ms인 회선에서, 엣지가 조립한 페이지와 클라이언트가 응답 다섯 개로 조립한 같은 페이지의 시간을 비교한다. 공통 기능은 엣지에서만 할 때와 서비스마다 함께 할 때의 요청당 CPU 시간을 비교한다. 두 회선 모두에서 한 번에 받는 쪽이 Δ를 넘게 빠르고, 엣지에서만 할 때의 CPU 시간이 Δ를 넘게 적으면 지지. 셋 중 어느 것도 그렇지 않으면 반박. 일부만 그러하면 엇갈림.';
export const BALANCING_RULE =
  'Judged with three instances of which one is slow, by the p90 of what they answer. Callers that look at what is under way (least outstanding, and two choices where the run has it) are compared with callers that take turns. Supported when each is lower beyond Δ, and no request of theirs fails that was sent after an instance had died, in any trial. Refuted when none is lower. Mixed when all is settled, and some are lower or some such requests fail.';
export const BALANCING_RULE_IN_KOREAN =
  '인스턴스 셋 중 하나가 느릴 때, 그 응답의 p90을 비교한다. 처리 중인 호출 수를 보는 방식(최소 처리 중, 실행에 있으면 둘 중 선택도)을 차례대로 보내는 방식과 비교한다. 모두 Δ를 넘게 작고, 인스턴스가 죽은 뒤에 보낸 요청 중 실패한 것이 어느 시행에도 없으면 지지. 작은 것이 하나도 없으면 반박. 모두 정해졌고 일부만 작거나 그런 요청이 실패하면 엇갈림.';
export const LIMIT_RULE =
  'Judged at twice the capacity, of many customers, for each deployment that the run has with priorities and without a limit. Two figures are compared: the orders placed within a second, and the time of an order (p50). Supported when with priorities more orders are placed in time and an order is faster, both beyond Δ, in each deployment. Refuted when none of this is so. Mixed when some is.';
export const LIMIT_RULE_IN_KOREAN =
  '여러 고객이 처리량의 두 배를 요청할 때, 우선순위가 있는 대상과 제한이 없는 대상을 배포마다 비교한다. 값은 두 가지로, 1초 안에 처리한 주문과 주문에 걸린 시간(p50)이다. 모든 배포에서 우선순위가 있을 때 제시간에 처리한 주문이 더 많고 주문도 더 빠르면(둘 다 Δ를 넘게) 지지. 어느 것도 그렇지 않으면 반박. 일부만 그러하면 엇갈림.';

/** What a remedy is to be good for, and what the run says of it. */
interface Gain {
  readonly metric: string;
  readonly words: Text;
  readonly ratio: number;
  readonly state: 'holds' | 'open' | 'not';
}

const armOf = (evidence: Evidence, topology: string): Arm | undefined =>
  evidence.arms.find((arm) => arm.topology === topology);

/** @param wanted what the metric's verdict is where the remedy helps */
function gainOf(
  evidence: Evidence,
  topology: string,
  metric: string,
  wanted: 'lower' | 'higher',
  words: Text,
): Gain[] {
  const arm = armOf(evidence, topology);
  const [found] = arm ? findingsFor(evidence, arm.name, [metric]) : [];
  if (!found) return [];
  const { ratio, verdict } = found.comparison;
  const state = verdict === wanted ? 'holds' : verdict === 'inconclusive' ? 'open' : 'not';
  return [{ metric, words, ratio, state }];
}

/** A part of a claim holds or not; one that is missing leaves it open. @param expected how many gains decide */
function decide(gains: readonly Gain[], expected: number): Pick<Ruling, 'verdict' | 'open'> {
  const holding = gains.filter(({ state }) => state === 'holds').length;
  if (expected === 0 || gains.length < expected) return { verdict: 'inconclusive', open: false };
  if (gains.some(({ state }) => state === 'open')) return { verdict: 'inconclusive', open: true };
  const verdict = holding === expected ? 'supported' : holding === 0 ? 'refuted' : 'mixed';
  return { verdict, open: false };
}

const NOTHING: Text = {
  en: 'This run does not compare what the rule asks for.',
  ko: '규칙에 필요한 비교가 이 실행에는 없다.',
};

const saidOf = (gains: readonly Gain[], more: readonly Text[] = []): Text =>
  gains.length === 0
    ? NOTHING
    : joined(
        [
          ...gains.map(({ words, ratio }) => ({
            en: `${words.en} ${ratio.toFixed(2)}×.`,
            ko: `${words.ko} ${ratio.toFixed(2)}배.`,
          })),
          ...more,
        ],
        ' ',
      );

const rulingOf = (gains: readonly Gain[], decided: Pick<Ruling, 'verdict' | 'open'>, more?: Text): Ruling => {
  const { en, ko } = saidOf(gains, more ? [more] : []);
  return { ...decided, because: en, becauseInKorean: ko, metrics: gains.map(({ metric }) => metric) };
};

/** Δ of the ratio of two ways to the same page, as of any duration's p50. */
const PAGE_DELTA = 0.1;

/** How many times as long five answers take as one, of the trials of one arm: the geometric mean with its t interval. */
function savedOver(evidence: Evidence, ms: number): Gain[] {
  const arm = armOf(evidence, SERVICES);
  const metric = `page-saves-${ms}`;
  const values = arm ? [...evidence.values(metric, arm.name).values()].filter((value) => value > 0) : [];
  if (values.length === 0) return [];
  const mean = meanLogOf(values);
  const verdict = verdictOf(exponential(tInterval(mean, evidence.confidence)), { delta: PAGE_DELTA });
  const state = verdict === 'higher' ? 'holds' : verdict === 'inconclusive' ? 'open' : 'not';
  const words = {
    en: `Over a link of ${ms} ms, time of five answers against one:`,
    ko: `왕복 ${ms} ms 회선에서 다섯 번에 받으면 한 번의`,
  };
  return [{ metric, words, ratio: Math.exp(mean.value), state }];
}

/** Whether a gateway's page spares clients waiting, and duties at the edge spare the services work. */
export function gatewayHelps(evidence: Evidence): Ruling {
  const gains = [
    ...savedOver(evidence, 20),
    ...savedOver(evidence, 100),
    ...gainOf(evidence, EACH, 'cpu-per-request', 'higher', {
      en: 'CPU time of a request with duties in each service as well, against the edge alone:',
      ko: '서비스마다 공통 기능을 함께 할 때 요청당 CPU 시간은 엣지에서만 할 때의',
    }),
  ];
  return rulingOf(gains, decide(gains, 3));
}

/** Whether balancing keeps answers fast though one instance is slow, and loses none when one dies. */
export function balancingHelps(evidence: Evidence): Ruling {
  const looking = [LEAST, TWO].filter((topology) => armOf(evidence, topology));
  const names: Readonly<Record<string, Text>> = {
    [LEAST]: { en: 'Least outstanding, p90 against turns:', ko: '최소 처리 중의 p90은 차례대로의' },
    [TWO]: { en: 'Two choices, p90 against turns:', ko: '둘 중 선택의 p90은 차례대로의' },
  };
  const gains = looking.flatMap((topology) =>
    gainOf(evidence, topology, 'slow.p90', 'lower', names[topology] ?? NOTHING),
  );
  const decided = decide(gains, armOf(evidence, TURNS) ? looking.length : 0);
  const failed = looking.reduce((sum, topology) => {
    const arm = armOf(evidence, topology);
    const values = arm ? [...evidence.values('dies.failed', arm.name).values()] : [];
    return sum + values.reduce((all, each) => all + each, 0);
  }, 0);
  const more = {
    en: `Requests that failed, sent after an instance had died: ${failed}.`,
    ko: `인스턴스가 죽은 뒤에 보내 실패한 요청: ${failed}건.`,
  };
  return rulingOf(
    gains,
    decided.verdict === 'supported' && failed > 0 ? { verdict: 'mixed', open: false } : decided,
    more,
  );
}

const PRIORITIES = [
  { arm: PRIORITY, without: SERVICES, name: { en: 'Microservices', ko: '마이크로서비스' } },
  { arm: MONOLITH_PRIORITY, without: MONOLITH, name: { en: 'Monolith', ko: '모놀리스' } },
] as const;

/** Of the orders in a flood, the gains of an arm over the one without a limit. */
const ordersIn = (evidence: Evidence, flood: string, topology: string, { en, ko }: Text): Gain[] => [
  ...gainOf(evidence, topology, `${flood}.orders`, 'higher', {
    en: `${en}, orders placed within a second:`,
    ko: `${ko}, 1초 안에 처리한 주문`,
  }),
  ...gainOf(evidence, topology, `${flood}.order-time`, 'lower', {
    en: `${en}, time of an order:`,
    ko: `${ko}, 주문에 걸린 시간`,
  }),
];

/** Whether priorities keep orders going when a shop is asked for twice what it can do. */
export function prioritiesHelp(evidence: Evidence): Ruling {
  const compared = PRIORITIES.filter(({ arm, without }) => armOf(evidence, arm) && armOf(evidence, without));
  const gains = compared.flatMap(({ arm, name }) => ordersIn(evidence, 'crowd', arm, name));
  return rulingOf(gains, decide(gains, 2 * compared.length));
}

/** On the other side of each rule: where a link takes no time, */
export function withoutDelay(evidence: Evidence): Text | undefined {
  const gains = savedOver(evidence, 0);
  return gains.length === 0 ? undefined : saidOf(gains);
}

/** where nobody chooses, because instances take messages from one queue, */
export function byCompeting(evidence: Evidence): Text | undefined {
  const gains = gainOf(evidence, PULL, 'slow.p90', 'lower', {
    en: 'Instances that compete for messages, p90 against callers that take turns:',
    ko: '메시지를 두고 경쟁하는 인스턴스의 p90은 차례대로 보낼 때의',
  });
  return gains.length === 0 ? undefined : saidOf(gains);
}

/** and where one customer sends most of the flood, or the limit counts customers and not the load. */
export function byFixedRate(evidence: Evidence): Text | undefined {
  const crowd = {
    en: 'Fixed rate for each customer, flood of many',
    ko: '고객별 고정 제한, 여러 고객이 몰릴 때',
  };
  const greedy = {
    en: 'Fixed rate for each customer, flood of one',
    ko: '고객별 고정 제한, 한 고객이 몰아칠 때',
  };
  const gains = [
    ...ordersIn(evidence, 'crowd', FIXED, crowd),
    ...ordersIn(evidence, 'greedy', FIXED, greedy),
  ];
  return gains.length === 0 ? undefined : saidOf(gains);
}
