import { joined } from '@lab/lab/charts/said';
import { type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { MONOLITH, SERVICES } from './deployments.ts';

export const PROTOTYPE_RULE =
  'Three figures of the microservices are compared with those of the monolith. The first is the time from a checkout with the packages installed to the first order, the start of the broker included. The others are of a feature that is new to both, product reviews: a module of the monolith, and a service of its own. They are the lines of code and of configuration that it touches, and the time from the patched sources until a review is answered. Supported when the services need more of all three, beyond Δ. Refuted when they need more of none. Mixed when all is settled and they need more of some. Lines are the same in every round.';
export const PROTOTYPE_RULE_IN_KOREAN =
  '마이크로서비스의 값 세 가지를 모놀리스와 비교한다. 첫째는 패키지가 설치된 체크아웃부터 첫 주문까지의 시간이며, 브로커 시작도 포함한다. 나머지는 양쪽 모두에 없던 기능인 상품 후기에 관한 것이다. 모놀리스에서는 모듈로, 마이크로서비스에서는 별도의 서비스로 만든다. 이때 고치는 코드와 설정의 줄 수, 그리고 패치한 소스부터 후기가 응답될 때까지의 시간을 비교한다. 셋 모두 서비스 쪽이 Δ를 넘게 많으면 지지. 하나도 많지 않으면 반박. 모두 정해졌고 일부만 많으면 엇갈림. 줄 수는 라운드마다 같다.';

/** What is compared, with its words before the ratio. */
const COMPARED: readonly (readonly [metric: string, words: Text])[] = [
  [
    'to-order',
    { en: 'Time from the checkout to the first order:', ko: '체크아웃부터 첫 주문까지의 시간은 모놀리스의' },
  ],
  ['feature.lines', { en: 'Lines that the feature touches:', ko: '새 기능이 고치는 줄은' }],
  ['feature.running', { en: 'Time until the feature runs:', ko: '새 기능이 실행되기까지의 시간은' }],
];

const IDS = COMPARED.map(([metric]) => metric);

/** Whether a monolith is faster to start with, and to go on with. */
export function fasterToStartWith(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, MONOLITH, SERVICES);
  if (!pair) return undecidable(MONOLITH, SERVICES);
  const findings = findingsFor(evidence, pair.arm.name, IDS);
  const { en: because, ko: becauseInKorean } = saidOf(findings, COMPARED);
  const told = { because, becauseInKorean, metrics: findings.map(({ metric }) => metric.id) };
  if (findings.length < IDS.length) return { verdict: 'inconclusive', ...told, open: false };
  const having = (verdict: string) =>
    findings.filter(({ comparison }) => comparison.verdict === verdict).length;
  if (having('inconclusive') > 0) return { verdict: 'inconclusive', ...told, open: true };
  const more = having('higher');
  const verdict = more === IDS.length ? 'supported' : more === 0 ? 'refuted' : 'mixed';
  return { verdict, ...told, open: false };
}

const INSIDE: typeof COMPARED = [
  [
    'inside.lines',
    { en: 'Inside the catalog, the lines that it touches:', ko: '카탈로그 안에 넣으면 고치는 줄은' },
  ],
  ['inside.running', { en: 'Time until it runs:', ko: '실행되기까지의 시간은' }],
];

/** On the other side: the feature gets no process of its own, but a place in a service that is there. */
export function insideAService(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, MONOLITH, SERVICES);
  const ids = INSIDE.map(([metric]) => metric);
  const findings = pair ? findingsFor(evidence, pair.arm.name, ids) : [];
  return findings.length === 0 ? undefined : saidOf(findings, INSIDE);
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

function saidOf(findings: readonly Finding[], compared: typeof COMPARED): Text {
  const parts = findings.map(({ metric, comparison }) => {
    const words = compared.find(([id]) => id === metric.id)?.[1] ?? NOTHING;
    const state = STATES[comparison.verdict] ?? NOT_MORE;
    const ratio = comparison.ratio.toFixed(2);
    return { en: `${words.en} ${ratio}× (${state.en}).`, ko: `${words.ko} ${ratio}배(${state.ko}).` };
  });
  return parts.length === 0 ? NOTHING : joined(parts, ' ');
}
