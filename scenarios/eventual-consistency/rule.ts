import { checksIn } from '@lab/lab/experiments/probe/facts';
import { type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';

export const SYNCHRONOUS = 'microservices';
export const LOCAL = 'microservices+replicas=local';

/** What local replicas may buy: the time of a read, the time of a write that reads, and how much of both the shop bears. */
export const BOUGHT = ['product.p50', 'place-order.p50', 'capacity'] as const;

const KOREAN: Readonly<Record<string, string>> = {
  'product.p50': '상품 보기(p50)',
  'place-order.p50': '주문하기(p50)',
  capacity: '처리량',
};

const ENGLISH: Readonly<Record<string, string>> = {
  'product.p50': 'looking at a product (p50)',
  'place-order.p50': 'placing an order (p50)',
  capacity: 'capacity',
};

export const RULE = `The rule compares services with local replicas with services that ask each other, by three figures: the p50 of looking at a product and of placing an order at the moderate load, and the capacity. Readers converge when, in each trial, they show the last of all changes within 10 s of the last one, also orders that were killed or stood still. Supported when one of the three is better beyond Δ, none is worse, and readers converge. Refuted when none is better, or when readers do not converge in some trial. Mixed when one is better and another is worse. How old reads are is measured and decides nothing: what is too old, a shop has to say itself.`;

export const RULE_IN_KOREAN = `로컬 복제본을 둔 서비스를 서로 물어보는 서비스와 비교한다. 보통 부하에서 상품 보기와 주문하기의 p50, 그리고 처리량이다. 시행마다 마지막 변경 뒤 늦어도 10초 안에 읽는 쪽이 마지막 값을 보여 주면 수렴한 것이다. 강제 종료했거나 멈췄던 주문 서비스도 포함한다. 셋 중 하나라도 Δ를 넘게 좋고, 나쁜 것이 없고, 수렴하면 지지. 좋은 것이 하나도 없거나 어느 시행에서든 수렴하지 않으면 반박. 좋은 것과 나쁜 것이 함께 있으면 엇갈림. 읽은 값이 얼마나 낡았는지는 재기만 하고 판정에 쓰지 않는다. 그 한계는 상점이 정할 일이다.`;

/** Whether local replicas buy performance, and readers converge. */
export function eventual(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, SYNCHRONOUS, LOCAL);
  if (!pair) return undecidable(SYNCHRONOUS, LOCAL);
  const findings = findingsFor(evidence, pair.arm.name, BOUGHT);
  const having = (wanted: (finding: Finding) => boolean) => findings.filter(wanted);
  const better = having(({ metric, comparison }) => comparison.verdict === metric.better);
  const worse = having(
    ({ metric, comparison }) => comparison.verdict === (metric.better === 'higher' ? 'lower' : 'higher'),
  );
  const open = having(({ comparison }) => comparison.verdict === 'inconclusive');
  const missing = BOUGHT.length - findings.length;
  const checks = checksIn(evidence, pair.arm.name, 'converges');
  const failed = checks.filter(({ result }) => result === 'fail');
  const converged = checks.length > 0 && checks.every(({ result }) => result === 'pass');
  const said = {
    because: [
      `Better with local replicas: ${listed(better, 'en')}.`,
      ...(worse.length > 0 ? [`Worse: ${listed(worse, 'en')}.`] : []),
      ...(open.length > 0 ? [`Not settled: ${listed(open, 'en')}.`] : []),
      ...(missing > 0 ? [`Without a comparison: ${missing} of ${BOUGHT.length}.`] : []),
      `Readers converged in ${checks.filter(({ result }) => result === 'pass').length} of ${checks.length} trials.`,
    ].join(' '),
    becauseInKorean: [
      `로컬 복제본으로 좋아진 것: ${listed(better, 'ko')}.`,
      ...(worse.length > 0 ? [`나빠진 것: ${listed(worse, 'ko')}.`] : []),
      ...(open.length > 0 ? [`정해지지 않은 것: ${listed(open, 'ko')}.`] : []),
      ...(missing > 0 ? [`비교 없음: ${BOUGHT.length}개 중 ${missing}개.`] : []),
      `시행 ${checks.length}번 중 ${checks.filter(({ result }) => result === 'pass').length}번 수렴했다.`,
    ].join(' '),
    metrics: findings.map(({ metric }) => metric.id),
  };
  const ruled = (verdict: Ruling['verdict'], isOpen = false): Ruling => ({ verdict, ...said, open: isOpen });
  // One reader that never shows the last change is enough: that is what eventual consistency promises.
  if (failed.length > 0) return ruled('refuted');
  if (better.length > 0 && worse.length > 0) return ruled('mixed');
  if (open.length > 0 || missing > 0) return ruled('inconclusive', missing === 0);
  if (better.length === 0) return ruled('refuted');
  return converged ? ruled('supported') : ruled('inconclusive');
}

function listed(findings: readonly Finding[], language: keyof Text): string {
  const names = language === 'en' ? ENGLISH : KOREAN;
  const told = findings.map(({ metric, comparison }) => {
    const ratio = comparison.ratio.toFixed(2);
    return `${names[metric.id] ?? metric.id} ${language === 'en' ? `${ratio}×` : `${ratio}배`}`;
  });
  return told.length > 0 ? told.join(', ') : { en: 'nothing', ko: '없음' }[language];
}
