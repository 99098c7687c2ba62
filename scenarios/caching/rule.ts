import { checksIn } from '@lab/lab/experiments/probe/facts';
import { everywhere, type Finding, findingsFor } from '@lab/lab/scenario/rules';
import type { Arm, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { CACHES, MONOLITH, NAMED, SERVICES, withCache } from './arms.ts';

/** Pages of which a cache may have all that they show. */
export const WHOLE = ['browse-time', 'recommendations-time'] as const;

export const RULE =
  'Judged in the microservices, with Redis and with Memcached, each beside the same services without a cache, by the mean response time of two pages whose data may all come from copies: the list of products and recommendations. The load asks for products as popular as pages of the web are. Supported when both pages are faster beyond Δ with each of the two caches that the run has, and no page shows an old price a second after its change. Refuted when no page is faster with any of them, or when a page shows an old price for longer in some trial. Mixed when some are faster and some are not. A run without an arm with Redis or Memcached is inconclusive.';

export const RULE_IN_KOREAN =
  '마이크로서비스에서 Redis와 Memcached를 각각 캐시 없는 같은 서비스와 비교한다. 기준은 화면의 데이터를 모두 사본에서 가져올 수 있는 두 페이지, 곧 상품 목록과 추천의 평균 응답 시간이다. 부하는 웹 페이지처럼 인기가 쏠린 상품을 요청한다. 실행에 포함된 두 캐시 각각에서 두 페이지가 모두 Δ를 넘게 빠르고, 변경 1초 뒤에 옛 가격을 보이는 페이지가 없으면 지지. 어느 캐시에서도 빨라진 페이지가 없거나, 어느 시행에서든 그보다 오래 옛 가격을 보이면 반박. 빨라진 것과 그렇지 않은 것이 함께 있으면 엇갈림. Redis나 Memcached 대상이 없는 실행은 결론 없음.';

const FASTER: Text = {
  en: 'the mean time is lower than without a cache',
  ko: '캐시가 없을 때보다 평균 응답 시간이 짧음',
};

/** Whether a cache shortens the response time of data that is asked for again and again. */
export function cacheShortens(evidence: Evidence): Ruling {
  const arms = evidence.arms.filter(({ topology }) => (NAMED as readonly string[]).includes(topology));
  const hasBase = evidence.arms.some(({ topology }) => topology === SERVICES);
  if (arms.length === 0 || !hasBase) return notMeasured(arms);
  const findings = arms.flatMap(({ name }) => findingsFor(evidence, name, WHOLE));
  const ruled = everywhere('lower', findings, arms.length * WHOLE.length, FASTER);
  const old = arms.reduce(
    (sum, { name }) =>
      sum + checksIn(evidence, name, 'fresh').filter(({ result }) => result === 'fail').length,
    0,
  );
  if (old === 0) return ruled;
  return {
    ...ruled,
    verdict: 'refuted',
    because: `Pages showed an old price for longer than a second in ${old} trials. ${ruled.because}`,
    becauseInKorean: `시행 ${old}번에서 페이지가 1초 넘게 옛 가격을 보였다. ${ruled.becauseInKorean ?? ''}`,
    open: false,
  };
}

const notMeasured = (arms: readonly Arm[]): Ruling => ({
  verdict: 'inconclusive',
  because:
    arms.length === 0
      ? `This run has no services with Redis or Memcached, e.g. ${NAMED[0]}.`
      : `This run has no arm without a cache, ${SERVICES}.`,
  becauseInKorean:
    arms.length === 0
      ? `이 실행에는 ${NAMED[0]}처럼 Redis나 Memcached를 쓰는 마이크로서비스가 없다.`
      : `이 실행에는 캐시 없는 대상 ${SERVICES}가 없다.`,
  metrics: [],
  open: false,
});

const WORDS: Readonly<Record<string, Text>> = {
  'browse-time': { en: 'the list', ko: '상품 목록' },
  'recommendations-time': { en: 'recommendations', ko: '추천' },
};

const saidOf = ({ metric, comparison }: Finding, language: keyof Text): string =>
  `${WORDS[metric.id]?.[language] ?? metric.id} ${comparison.ratio.toFixed(2)}${language === 'en' ? '×' : '배'}`;

/** The monolith with the same caches: there the origin is a function call away, and a server of copies is farther. */
export function inTheMonolith(evidence: Evidence): Text | undefined {
  const told = CACHES.flatMap(({ id, name }) => {
    const arm = evidence.arms.find(({ topology }) => topology === withCache(MONOLITH, id));
    const findings = arm ? findingsFor(evidence, arm.name, WHOLE) : [];
    if (findings.length === 0) return [];
    const list = (language: keyof Text) => findings.map((each) => saidOf(each, language)).join(', ');
    return [{ en: `${name}: ${list('en')}`, ko: `${name}: ${list('ko')}` }];
  });
  if (told.length === 0) return undefined;
  return {
    en: `In the monolith, time of a page with a cache ÷ without one. ${told.map(({ en }) => en).join('; ')}.`,
    ko: `모놀리스에서 페이지 응답 시간의 비(캐시 있음 ÷ 없음). ${told.map(({ ko }) => ko).join('; ')}.`,
  };
}
