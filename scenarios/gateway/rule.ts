import { joined } from '@lab/lab/charts/said';
import { findingsFor } from '@lab/lab/scenario/rules';
import type { Arm, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { exponential, meanLogOf, tInterval } from '@lab/lab/stats/estimate';
import { verdictOf } from '@lab/lab/stats/verdict';
import {
  FIXED,
  INSTEAD,
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
  'Judged in the microservices. A page that the edge puts together is compared with the same page that a client puts together from five answers, over links with a round trip of 20 and of 100 ms, by the time of the page. Where the run has both, duties at the edge are compared with the same duties in each service instead, by the CPU time of a request. Supported when one answer is faster over both links beyond Δ, and duties at the edge cost less beyond Δ. Refuted when nothing of what is compared is so. Mixed when some is.';
export const GATEWAY_RULE_IN_KOREAN =
  '마이크로서비스에서 비교한다. 왕복 20 ms와 100 ms인 회선에서, 엣지가 조립한 페이지와 클라이언트가 응답 다섯 개로 조립한 같은 페이지의 시간을 비교한다. 둘 다 있는 실행에서는 공통 기능을 엣지에서 할 때와 엣지 대신 서비스마다 할 때의 요청당 CPU 시간도 비교한다. 두 회선 모두에서 한 번에 받는 쪽이 Δ를 넘게 빠르고, 엣지에서 할 때의 CPU 시간이 Δ를 넘게 적으면 지지. 비교한 것 중 어느 것도 그렇지 않으면 반박. 일부만 그러하면 엇갈림.';
export const BALANCING_RULE =
  'The rule asks whether load is managed, and not whether it is even: callers that take turns spread it evenly. Three instances answer, of which one is slow, and the mean time of an answer counts. Callers that look at what is under way (least outstanding, and two choices where the run has it) are compared with callers that take turns. Where the run kills an instance, requests of theirs that were sent after its death and fail are counted. Supported when each is lower beyond Δ, and fewer than one such request fails in two deaths. Refuted when none is lower. Mixed when all is settled, and only some are lower or more such requests fail.';
export const BALANCING_RULE_IN_KOREAN =
  '부하가 고른지가 아니라 관리되는지를 판정한다. 고르게 나누는 것은 차례대로 보내는 방식이다. 인스턴스 셋 중 하나가 느릴 때, 응답의 평균 시간을 비교한다. 처리 중인 호출 수를 보는 방식(최소 처리 중, 실행에 있으면 둘 중 선택도)을 차례대로 보내는 방식과 비교한다. 인스턴스를 죽이는 실행에서는 죽은 뒤에 보내 실패한 요청도 센다. 모두 Δ를 넘게 작고, 그런 요청이 두 번 죽일 때 한 건보다 적으면 지지. 작은 것이 하나도 없으면 반박. 모두 정해졌고 일부만 작거나 그런 요청이 더 많으면 엇갈림.';
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
    ...gainOf(evidence, INSTEAD, 'duties.cpu', 'higher', {
      en: 'CPU time of a request with duties in each service instead, against the edge:',
      ko: '공통 기능을 엣지 대신 서비스마다 할 때 요청당 CPU 시간은 엣지에서 할 때의',
    }),
  ];
  if (armOf(evidence, INSTEAD)) return rulingOf(gains, decide(gains, 3));
  return rulingOf(gains, decide(gains, 2), {
    en: 'What duties in each service cost is not in this run: a full run has it.',
    ko: '서비스마다 공통 기능을 할 때의 비용은 이 실행에 없다. full 실행에 있다.',
  });
}

/** So many requests that fail after a death are no accident any more, however many rounds there are. */
const FAILED_A_DEATH = 0.5;

/** Whether balancing keeps answers fast though one instance is slow, and loses none when one dies. */
export function balancingHelps(evidence: Evidence): Ruling {
  const looking = [LEAST, TWO].filter((topology) => armOf(evidence, topology));
  const names: Readonly<Record<string, Text>> = {
    [LEAST]: {
      en: 'Least outstanding, mean time against turns:',
      ko: '최소 처리 중의 평균 시간은 차례대로의',
    },
    [TWO]: { en: 'Two choices, mean time against turns:', ko: '둘 중 선택의 평균 시간은 차례대로의' },
  };
  const gains = looking.flatMap((topology) =>
    gainOf(evidence, topology, 'slow.mean', 'lower', names[topology] ?? NOTHING),
  );
  const decided = decide(gains, armOf(evidence, TURNS) ? looking.length : 0);
  const deaths = looking.flatMap((topology) => {
    const arm = armOf(evidence, topology);
    return arm ? [...evidence.values('dies.failed', arm.name).values()] : [];
  });
  const failed = deaths.reduce((sum, each) => sum + each, 0);
  const more = {
    en: `Requests that failed, sent after an instance had died: ${failed}, of ${deaths.length} deaths.`,
    ko: `인스턴스가 죽은 뒤에 보내 실패한 요청: ${deaths.length}번 죽여 ${failed}건.`,
  };
  const often = failed > 0 && failed >= FAILED_A_DEATH * deaths.length;
  return rulingOf(
    gains,
    decided.verdict === 'supported' && often ? { verdict: 'mixed', open: false } : decided,
    deaths.length > 0 ? more : undefined,
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
  const gains = gainOf(evidence, PULL, 'slow.mean', 'lower', {
    en: 'Instances that compete for messages, mean time against callers that take turns:',
    ko: '메시지를 두고 경쟁하는 인스턴스의 평균 시간은 차례대로 보낼 때의',
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
