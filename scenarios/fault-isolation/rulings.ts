import { alike, joined } from '@lab/lab/charts/said';
import type { PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { type Down, downBy, HIT, type Known, LEAST_SECONDS } from './down.ts';
import { OF_CALLS, OF_THE_PROCESS, SHARED } from './faults.ts';
import { bystanderBounds, bystandersIn, bystandersOf, hitsInWords, measuredIn } from './shares.ts';

/** The two absolute rules in words, as both the scenario and the README have them. */
export const RULES = {
  blastRadius: `Judged over the faults of the profile that take their process with them: crashes in recommendations, in the catalog and in payments; a blocked event loop and a leak in recommendations. A fault takes the monolith of one process down when at least half of the kinds of request that do not need the faulty context are hit (more than ${HIT} % of each), and when as many of these requests are hit as arrive in ${LEAST_SECONDS} s. Supported when each fault takes it down. Refuted when none does. Mixed when some do. What the same faults hit in the microservices stands beside it and decides nothing.`,
  isolation: `Judged over the faults of the profile in recommendations, in the catalog and in payments, in the microservices alone. A fault does not spread when at most ${HIT} % of the requests that do not need the faulty service can be hit, by the exact binomial bound over all rounds and by the interval of the rounds' mean. It spreads when both say that it is more. Supported when no fault spreads. Refuted when each does. Mixed when some do. Faults of the gateway and of the broker, which all services share, are not judged.`,
} as const;

/** The same in Korean. */
export const RULES_IN_KOREAN = {
  blastRadius: `프로파일의 장애 중 프로세스를 함께 잃는 것으로 판정한다. 추천, 카탈로그, 결제의 프로세스 중단과 추천의 이벤트 루프 정지, 메모리 누수다. 장애 컨텍스트가 필요 없는 요청 종류의 절반 이상이 영향을 받고(종류마다 ${HIT} % 초과), 그런 요청이 ${LEAST_SECONDS}초 동안 들어오는 만큼 영향을 받으면, 그 장애는 프로세스 하나인 모놀리스를 다운시킨 것이다. 모든 장애가 다운시키면 지지, 하나도 아니면 반박, 일부만이면 엇갈림. 같은 장애가 마이크로서비스에 미친 영향은 옆에 적기만 하고 판정에 쓰지 않는다.`,
  isolation: `프로파일의 추천, 카탈로그, 결제 장애로 마이크로서비스만 판정한다. 장애 서비스가 필요 없는 요청 중 영향을 받을 수 있는 것이 ${HIT} % 이하이면(모든 라운드의 정확한 이항 한계와 라운드 평균의 구간 모두) 그 장애는 확산되지 않은 것이다. 둘 다 더 많다고 하면 확산된 것이다. 하나도 확산되지 않으면 지지, 모두 확산되면 반박, 일부만이면 엇갈림. 모든 서비스가 함께 쓰는 게이트웨이와 브로커의 장애는 판정하지 않는다.`,
} as const;

/** Whether faults that take their process with them take the whole monolith down. */
export function blastRadius(evidence: Evidence): Ruling {
  const arm = armOf(evidence, 'monolith');
  if (arm === undefined) return undecidable('monolith');
  const found = measuredIn(evidence, OF_THE_PROCESS).flatMap((fault) => {
    const down = downBy(evidence, fault, arm);
    return down
      ? [{ fault, known: down.known, said: alike`${nameOf(fault)} ${inWords(evidence, fault, arm, down)}` }]
      : [];
  });
  const down = counted('yes', found);
  const because = [
    {
      en: `Faults that take the monolith of one process down: ${down.en}.`,
      ko: `프로세스 하나인 모놀리스를 다운시킨 장애: ${down.ko}.`,
    },
    ...others({ en: 'Not so', ko: '다운시키지 않은 것' }, 'no', found),
    ...others(OPEN, 'open', found),
    ...beside(evidence, found),
    ...notMeasured(OF_THE_PROCESS, found),
  ];
  return {
    ...verdictOf(found),
    ...said(because),
    metrics: found.map(({ fault }) => bystandersOf(fault)),
  };
}

/** Whether bystanders of a service's faults are left alone, and not only more so than elsewhere. */
export function isolation(evidence: Evidence): Ruling {
  const arm = armOf(evidence, 'microservices');
  if (arm === undefined) return undecidable('microservices');
  const faults = [...OF_THE_PROCESS, ...OF_CALLS];
  const found = measuredIn(evidence, faults).flatMap((fault) => {
    if (bystandersIn(evidence, fault, arm).length === 0) return [];
    const hits = hitsInWords(evidence, fault, arm);
    return hits
      ? [{ fault, known: isContained(evidence, fault, arm), said: alike`${nameOf(fault)} ${hits}` }]
      : [];
  });
  const contained = counted('yes', found);
  const because = [
    {
      en: `Faults that can hit at most ${HIT} % of the requests that do not need the faulty service: ${contained.en}.`,
      ko: `장애 서비스가 필요 없는 요청에 ${HIT} % 이하로만 영향을 줄 수 있는 장애: ${contained.ko}.`,
    },
    ...others({ en: 'More are hit by', ko: '그보다 많은 영향을 준 것' }, 'no', found),
    ...others(OPEN, 'open', found),
    ...sharedInWords(evidence, arm),
    ...notMeasured(faults, found),
  ];
  return {
    ...verdictOf(found),
    ...said(because),
    metrics: found.map(({ fault }) => bystandersOf(fault)),
  };
}

function isContained(evidence: Evidence, fault: PlannedFault, arm: string): Known {
  const bounds = bystanderBounds(evidence, fault, arm);
  if (bounds && bounds.high <= HIT / 100) return 'yes';
  return bounds && bounds.low > HIT / 100 ? 'no' : 'open';
}

const OPEN = { en: 'Not settled', ko: '결론 없음' };

/** Sentences as a ruling has them. */
const said = (sentences: readonly Text[]): Pick<Ruling, 'because' | 'becauseInKorean'> => {
  const { en, ko } = joined(sentences, ' ');
  return { because: en, becauseInKorean: ko };
};

/** What is known of a fault, and in words. */
interface Found {
  readonly fault: PlannedFault;
  readonly known: Known;
  readonly said: Text;
}

/** All, none, or settled and divided. */
function verdictOf(found: readonly Found[]): Pick<Ruling, 'verdict' | 'open'> {
  const having = (known: Known) => found.filter((each) => each.known === known).length;
  if (found.length === 0) return { verdict: 'inconclusive', open: false };
  if (having('open') > 0) return { verdict: 'inconclusive', open: true };
  const verdict = having('yes') === found.length ? 'supported' : having('yes') === 0 ? 'refuted' : 'mixed';
  return { verdict, open: false };
}

/** The baseline where it is of the topology, and else the first arm that is. */
function armOf({ arms, baseline }: Evidence, topology: string): string | undefined {
  const own = arms.filter((arm) => arm.topology === topology).map(({ name }) => name);
  return own.find((name) => name === baseline) ?? own[0];
}

const undecidable = (topology: string): Ruling => ({
  ...{ verdict: 'inconclusive', because: `This run has no arm of ${topology}.`, metrics: [], open: false },
  becauseInKorean: `이 실행에는 ${topology} 대상이 없다.`,
});

const nameOf = ({ title }: PlannedFault): Text => ({ en: title.en.toLowerCase(), ko: title.ko });

/** How many of all, and what was found of each. */
function counted(known: Known, found: readonly Found[]): Text {
  const own = listed(known, found);
  const count = found.filter((each) => each.known === known).length;
  const { en, ko } = own ? alike` (${own})` : { en: '', ko: '' };
  return { en: `${count} of ${found.length}${en}`, ko: `${found.length}개 중 ${count}개${ko}` };
}

/** The others that it was found of; nothing where there are none. */
function others(what: Text, known: Known, found: readonly Found[]): Text[] {
  const own = listed(known, found);
  return own ? [alike`${what}: ${own}.`] : [];
}

/** Undefined for none. */
function listed(known: Known, found: readonly Found[]): Text | undefined {
  const own = found.flatMap((each) => (each.known === known ? [each.said] : []));
  return own.length === 0 ? undefined : joined(own, '; ');
}

function inWords(evidence: Evidence, fault: PlannedFault, arm: string, down: Down): Text {
  const { en, ko } = hitsInWords(evidence, fault, arm) ?? { en: 'nothing', ko: '없음' };
  const seconds = down.secondsLost.toFixed(1);
  return {
    en: `${en} in ${down.kindsHit} of ${down.kinds} kinds, as many as arrive in ${seconds} s`,
    ko: `${ko}, 요청 ${down.kinds}종 중 ${down.kindsHit}종, ${seconds}초 동안 들어오는 만큼`,
  };
}

/** The comparison. Counts and not their ratio: a hundred times less than next to nothing would say nothing. */
function beside(evidence: Evidence, found: readonly Found[]): Text[] {
  const arm = armOf(evidence, 'microservices');
  const told = found.flatMap(({ fault }) => {
    const hits = arm === undefined ? undefined : hitsInWords(evidence, fault, arm);
    return hits === undefined ? [] : [alike`${nameOf(fault)} ${hits}`];
  });
  const what = { en: 'With microservices the same faults hit', ko: '같은 장애가 마이크로서비스에 준 영향' };
  return told.length === 0 ? [] : [alike`${what}: ${joined(told, '; ')}.`];
}

/** Faults that a profile leaves out, and those of after the run, decide nothing. */
function notMeasured(faults: readonly PlannedFault[], found: readonly Found[]): Text[] {
  const missing = faults.filter((fault) => !found.some((each) => each.fault === fault));
  const what = { en: 'Not measured in this run', ko: '이 실행에서 측정하지 않은 것' };
  return missing.length === 0 ? [] : [alike`${what}: ${joined(missing.map(nameOf))}.`];
}

/**
 * What is no service decides nothing, and who relies on the isolation should know of it. Runs of before all requests were said to need the
 * broker have a share of those that did not need recommendations.
 */
function sharedInWords({ metrics }: Evidence, arm: string): Text[] {
  const medianOf = (id: string) => metrics.find((metric) => metric.id === id)?.arms[arm]?.median;
  const told = [
    { fault: SHARED.broker, event: 'an outage of the broker', end: 'it is back', korean: '브로커 중단' },
    { fault: SHARED.edge, event: 'a crash of the gateway', end: 'it', korean: '게이트웨이 프로세스 중단' },
  ].flatMap(({ fault, event, end, korean }): Text[] => {
    const some = medianOf(bystandersOf(fault));
    const [hit, recover] = [some ?? medianOf(`${fault.id}.hit`), medianOf(`${fault.id}.recover`)];
    if (hit === undefined || recover === undefined) return [];
    const seconds = (recover / 1000).toFixed(0);
    const lasts: Text =
      recover <= 1_000
        ? { en: 'at most a second', ko: '최대 1초' }
        : { en: `about ${seconds} s`, ko: `약 ${seconds}초` };
    const whom: Text = some === undefined ? { en: 'all', ko: '모든 요청' } : { en: 'these', ko: '이런 요청' };
    return [
      {
        en: `${event} hits ${hit.toFixed(0)} % of ${whom.en} requests in its time, and for ${lasts.en} after ${end}`,
        ko: `${korean}은 그동안 ${whom.ko}의 ${hit.toFixed(0)} %에, 끝난 뒤에도 ${lasts.ko} 영향을 준다`,
      },
    ];
  });
  const what = {
    en: 'What all services share is not isolated',
    ko: '모든 서비스가 함께 쓰는 것은 격리되지 않는다',
  };
  return told.length === 0 ? [] : [alike`${what}: ${joined(told, '; ')}.`];
}
