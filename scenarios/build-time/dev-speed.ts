import { everywhere, type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { packagesIn, runningOf } from './measured.ts';

export const DEV_SPEED_RULE =
  'Two kinds of change are weighed, in code bases of every size: of one context, and of what all share. Supported when a change in one context is sooner compiled, tested and running as a service than in the monolith in every size, and no change of what all share takes longer with services. Refuted when a change in one context is sooner in none. Mixed when it is sooner in some sizes, or in all of them while a change of what all share takes longer with services. How many changes of one context pay for one of what all share is told.';

export const DEV_SPEED_RULE_IN_KOREAN =
  '모든 크기의 코드베이스에서 두 종류의 변경을 견준다. 컨텍스트 하나의 변경과 공유 코드의 변경이다. 모든 크기에서 컨텍스트 하나의 변경이 서비스일 때 모놀리스보다 먼저 컴파일·테스트·실행되고, 공유 코드의 변경이 서비스에서 더 오래 걸리지 않으면 지지. 어느 크기에서도 먼저가 아니면 반박. 일부 크기에서만 먼저이거나, 모두 먼저이지만 공유 코드의 변경이 더 오래 걸리면 엇갈림. 공유 코드의 변경 하나를 만회하려면 컨텍스트 하나의 변경이 몇 번 필요한지도 적는다.';

/** The team is faster on its own; whether that is worth it hangs on what the changes of all cost. */
export function devSpeed(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const find = (ids: readonly string[], arm = pair.arm.name) => findingsFor(evidence, arm, ids);
  const [ownIds, sharedIds] = [
    runningOf(evidence, ['service-body']),
    runningOf(evidence, ['domain-body', 'domain-signature']),
  ];
  const [own, shared] = [find(ownIds), find(sharedIds)];
  const what = {
    en: 'A change of one context is compiled, tested and running sooner as a service',
    ko: '컨텍스트 하나의 변경이 서비스일 때 먼저 컴파일·테스트·실행됨',
  };
  const alone = everywhere('lower', own, Math.max(1, ownIds.length), what);
  const name = packagesIn(evidence);
  const more = [costs(shared), breakEven(own, shared), packages(name ? find(ownIds, name) : [])];
  const ruling = {
    because: `${alone.because}${more.map(({ en }) => en).join('')}`,
    becauseInKorean: `${alone.becauseInKorean}${more.map(({ ko }) => ko).join('')}`,
    metrics: [...ownIds, ...sharedIds],
  };
  // What is not sooner for one team need not be weighed.
  if (alone.verdict !== 'supported') return { ...alone, ...ruling };
  if (shared.length === 0 || shared.length < sharedIds.length)
    return { verdict: 'inconclusive', ...ruling, open: false };
  const open = shared.some(({ comparison }) => comparison.verdict === 'inconclusive');
  if (open) return { verdict: 'inconclusive', ...ruling, open };
  return { verdict: slower(shared).length > 0 ? 'mixed' : 'supported', ...ruling, open };
}

const slower = (shared: readonly Finding[]): Finding[] =>
  shared.filter(({ comparison }) => comparison.verdict === 'higher');

const NOTHING: Text = { en: '', ko: '' };

function costs(shared: readonly Finding[]): Text {
  if (shared.length === 0)
    return { en: ' No change of what all share was compared.', ko: ' 공유 코드의 변경은 비교하지 않았다.' };
  const times = timesOf(shared);
  const [later, all] = [slower(shared).length, shared.length];
  return {
    en: ` A change of what all share takes ${times.en} as long with services, longer for ${later} of ${all}.`,
    ko: ` 공유 코드의 변경은 서비스에서 ${times.ko}의 시간이 들고, ${all}개 중 ${later}개가 더 오래 걸린다.`,
  };
}

/** How many changes of one context save what one of what all share costs more, in the same code base. */
function breakEven(own: readonly Finding[], shared: readonly Finding[]): Text {
  const numbers = shared.flatMap(({ metric, comparison }) => {
    const size = sizeOf(metric.id);
    const saved = own.find((each) => sizeOf(each.metric.id) === size)?.comparison.difference.value ?? 0;
    const cost = comparison.difference.value;
    return saved < 0 && cost > 0 ? [cost / -saved] : [];
  });
  if (numbers.length === 0) return NOTHING;
  const changes = span(numbers, (number) => number.toFixed(1));
  return {
    en: ` It costs as much time as ${changes.en} changes of one context save.`,
    ko: ` 그 비용은 컨텍스트 하나의 변경 ${changes.ko}번이 아끼는 시간과 같다.`,
  };
}

/** e.g. `x4` of `service-body@x4.running`. */
const sizeOf = (id: string): string | undefined => /@(x\d+)\./.exec(id)?.[1];

/** What packages alone would give: a monolith that has one for each context. */
function packages(findings: readonly Finding[]): Text {
  if (findings.length === 0) return NOTHING;
  const times = timesOf(findings);
  return {
    en: ` In a monolith that has a package for each context, a change of one takes ${times.en} as long as in one package.`,
    ko: ` 컨텍스트마다 패키지가 있는 모놀리스에서 하나를 바꾸는 시간은 패키지 하나일 때의 ${times.ko}이다.`,
  };
}

function timesOf(findings: readonly Finding[]): Text {
  const ratios = findings.map(({ comparison }) => comparison.ratio);
  return {
    en: span(ratios, (ratio) => `${ratio.toFixed(2)}×`).en,
    ko: `${span(ratios, (ratio) => ratio.toFixed(2)).ko}배`,
  };
}

function span(values: readonly number[], show: (value: number) => string): Text {
  const [from, to] = [show(Math.min(...values)), show(Math.max(...values))];
  return from === to ? { en: from, ko: from } : { en: `${from} to ${to}`, ko: `${from}~${to}` };
}
