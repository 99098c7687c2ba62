import { joined } from '@lab/lab/charts/said';
import { type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { MONOLITH, SERVICES } from './deployments.ts';

export const PROTOTYPE_RULE =
  'Three times of the microservices are compared with those of the monolith. The first is the time from a checkout with the packages installed to the first order. It includes that the broker is started again, on the data that it has. The others are of a feature that is new to both, product reviews: the time from the patched sources until a review is answered. In the monolith the feature is a module. In the services it is a service of its own, and then, in another copy, a part of the catalog, which is there already. Supported when the services need more of all three, beyond Δ. Refuted when they need more of none. Mixed when all is settled and they need more of some. Lines that the feature touches are told, and decide nothing: committed patches fix them, so no run can find other ones.';
export const PROTOTYPE_RULE_IN_KOREAN =
  '마이크로서비스의 시간 세 가지를 모놀리스와 비교한다. 첫째는 패키지가 설치된 체크아웃부터 첫 주문까지의 시간이며, 브로커를 데이터 그대로 다시 시작하는 시간도 포함한다. 나머지 둘은 양쪽 모두에 없던 기능인 상품 후기에 관한 것으로, 패치한 소스부터 후기가 응답될 때까지의 시간이다. 모놀리스에서는 모듈로 만든다. 마이크로서비스에서는 별도의 서비스로 만들고, 다른 복사본에서는 이미 있는 카탈로그 안에 넣는다. 셋 모두 서비스 쪽이 Δ를 넘게 길면 지지. 하나도 길지 않으면 반박. 모두 정해졌고 일부만 길면 엇갈림. 고치는 줄 수는 알려 주기만 하고 판정에는 쓰지 않는다. 커밋된 패치가 정하는 값이라 어떤 실행에서도 달라질 수 없기 때문이다.';

/** What is compared, with its words before the ratio. */
type Compared = readonly (readonly [metric: string, words: Text])[];

const TIMES: Compared = [
  [
    'to-order',
    { en: 'Time from the checkout to the first order:', ko: '체크아웃부터 첫 주문까지의 시간은 모놀리스의' },
  ],
  [
    'feature.running',
    {
      en: 'Time until the feature runs, as a service of its own:',
      ko: '새 기능이 실행되기까지의 시간은 별도의 서비스일 때',
    },
  ],
  ['inside.running', { en: 'Inside the catalog:', ko: '카탈로그 안에 넣을 때' }],
];

const IDS = TIMES.map(([metric]) => metric);

/** Whether a monolith is faster to start with, and to go on with, wherever the services put what is new. */
export function fasterToStartWith(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, MONOLITH, SERVICES);
  if (!pair) return undecidable(MONOLITH, SERVICES);
  const findings = findingsFor(evidence, pair.arm.name, IDS);
  const without = hasMedian(evidence, 'broker', pair.arm.name) ? [] : [NO_BROKER];
  const { en: because, ko: becauseInKorean } = joined([saidOf(findings, TIMES), ...without], ' ');
  const told = { because, becauseInKorean, metrics: findings.map(({ metric }) => metric.id) };
  if (findings.length < IDS.length) return { verdict: 'inconclusive', ...told, open: false };
  const having = (verdict: string) =>
    findings.filter(({ comparison }) => comparison.verdict === verdict).length;
  if (having('inconclusive') > 0) return { verdict: 'inconclusive', ...told, open: true };
  const more = having('higher');
  const verdict = more === IDS.length ? 'supported' : more === 0 ? 'refuted' : 'mixed';
  return { verdict, ...told, open: false };
}

/** Where the broker is not the lab's, or is in a container. */
const NO_BROKER: Text = {
  en: "The time to the first order lacks the broker's start: this run could not start it again.",
  ko: '첫 주문까지의 시간에 브로커 시작은 빠져 있다. 이 실행에서는 브로커를 다시 시작할 수 없었다.',
};

const hasMedian = ({ metrics }: Evidence, id: string, arm: string): boolean =>
  metrics.find((metric) => metric.id === id)?.arms[arm] !== undefined;

const LINES: Compared = [
  [
    'feature.lines',
    {
      en: 'Lines that the feature touches, as a service of its own:',
      ko: '새 기능이 고치는 줄은 별도의 서비스일 때',
    },
  ],
  ['inside.lines', { en: 'Inside the catalog:', ko: '카탈로그 안에 넣을 때' }],
];

/** On the other side: lines in the place of times. They are a fact of the sources, in both places. */
export function inLines(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, MONOLITH, SERVICES);
  const ids = LINES.map(([metric]) => metric);
  const findings = pair ? findingsFor(evidence, pair.arm.name, ids) : [];
  return findings.length === 0 ? undefined : saidOf(findings, LINES);
}

/** Whether it is settled that the services need more, or not. */
const STATES: Readonly<Record<string, Text>> = {
  higher: { en: 'more', ko: '더 많음' },
  inconclusive: { en: 'open', ko: '미정' },
};
const NOT_MORE: Text = { en: 'not more', ko: '더 많지 않음' };

const NOTHING: Text = {
  en: 'This run does not compare what the rule asks for.',
  ko: '규칙에 필요한 비교가 이 실행에는 없다.',
};

function saidOf(findings: readonly Finding[], compared: Compared): Text {
  const parts = findings.map(({ metric, comparison }) => {
    const words = compared.find(([id]) => id === metric.id)?.[1] ?? NOTHING;
    const state = STATES[comparison.verdict] ?? NOT_MORE;
    const ratio = comparison.ratio.toFixed(2);
    return { en: `${words.en} ${ratio}× (${state.en}).`, ko: `${words.ko} ${ratio}배(${state.ko}).` };
  });
  return parts.length === 0 ? NOTHING : joined(parts, ' ');
}
