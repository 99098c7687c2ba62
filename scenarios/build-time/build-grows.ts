import { type CountedSize, countsIn } from '@lab/lab/experiments/steps/facts';
import { pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { packagesIn } from './measured.ts';

/** More of a code base than this is nearly the whole. */
const NEARLY_THE_WHOLE = 0.5;
/** The largest code base's count over the smallest's: up to this it does not grow. */
const NOTICED = 1.1;

const CHANGE = 'service-body';
const GROWTH = `${CHANGE}.growth`;

/**
 * What is rebuilt and retested. How many packages there are is the layout's choice, and a monolith of one package beside the shared one would
 * be half rebuilt at any size. The contexts that lie in the packages say how much of the shop was built with the one that was changed.
 */
const DECIDING = ['contexts', 'files', 'tests'] as const;
type Deciding = (typeof DECIDING)[number];

export const BUILD_GROWS_RULE = `After one context's change in the monolith three counts are held against the whole code base: contexts whose packages are rebuilt, files emitted, tests run. A count speaks for the claim when it is more than half of the whole in every size, grows to more than ${NOTICED}× from the smallest code base to the largest, and is less where the context is a service. It speaks against it when it is at most half of the whole in every size and does not grow so, or when it is as much with services. Supported when all three speak for it. Refuted when all three speak against it. Mixed when they are divided, or one is neither. Counts are the same in every round and need no interval: rounds that disagree decide nothing. The time, and the share of it that is tools looking for what changed, is told and decides nothing.`;

export const BUILD_GROWS_RULE_IN_KOREAN = `모놀리스에서 컨텍스트 하나를 바꾼 뒤 세 가지 개수를 전체 코드베이스와 견준다. 다시 빌드한 패키지의 컨텍스트, 쓴 파일, 실행한 테스트다. 개수는 모든 크기에서 전체의 절반을 넘고, 가장 작은 코드베이스에서 가장 큰 것까지 ${NOTICED}배보다 많이 늘며, 컨텍스트가 서비스일 때보다 많으면 주장을 뒷받침한다. 모든 크기에서 절반 이하이고 그만큼 늘지 않거나, 서비스일 때와 같거나 적으면 주장에 반한다. 셋 모두 뒷받침하면 지지, 셋 모두 반하면 반박, 나뉘거나 어느 쪽도 아닌 것이 있으면 엇갈림. 개수는 라운드마다 같아 구간이 필요 없고, 라운드가 서로 다르면 아무것도 정하지 않는다. 시간과, 그중 도구가 바뀐 것을 찾는 비율은 적기만 하고 판정에 쓰지 않는다.`;

/** That one change means work on the whole is decided by the work, and not by the time, of which tools take much to find out what to do. */
export function buildGrows(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const metrics = metricsOf(evidence);
  const inconclusive = ({ en, ko }: Text, open = false): Ruling => ({
    ...{ verdict: 'inconclusive', because: en, becauseInKorean: ko, metrics, open },
  });
  // Why a run has no counts is told in English alone.
  const without = (why: string) => inconclusive(together({ en: why, ko: why }, time(evidence)));
  const own = countsIn(evidence, pair.baseline.name, CHANGE);
  const service = countsIn(evidence, pair.arm.name, CHANGE);
  if (typeof own === 'string') return without(own);
  if (typeof service === 'string') return without(service);
  const [least, most, ofService] = [own.at(0), own.at(-1), service.at(-1)];
  if (!least || !most || !ofService || least === most || ofService.growth !== most.growth)
    return inconclusive({
      en: 'This run has not changed one context in code bases of several sizes.',
      ko: '이 실행에서는 여러 크기의 코드베이스에서 컨텍스트 하나를 바꾸지 않았다.',
    });
  const said = together(
    told(least, most, ofService),
    divided(evidence, ofService),
    time(evidence),
    looking(least, most),
  );
  // A run that has not come to its first look has no verdict, whatever it rests on.
  if (evidence.confidence === null) return inconclusive(said, true);
  const { en: because, ko: becauseInKorean } = said;
  return { verdict: judged(own, ofService), because, becauseInKorean, metrics, open: false };
}

const together = (...parts: readonly Text[]): Text => ({
  en: parts.map(({ en }) => en).join(''),
  ko: parts.map(({ ko }) => ko).join(''),
});

const NOTHING: Text = { en: '', ko: '' };

/** @param service the largest code base's, where the context is a service */
function judged(own: readonly CountedSize[], service: CountedSize): 'supported' | 'refuted' | 'mixed' {
  const spoken = DECIDING.map((count) => speaks(count, own, service));
  const all = (word: Spoken) => spoken.every((each) => each === word);
  return all('for') ? 'supported' : all('against') ? 'refuted' : 'mixed';
}

type Spoken = 'for' | 'against' | 'neither';

function speaks(count: Deciding, own: readonly CountedSize[], service: CountedSize): Spoken {
  const shares = own.map(({ counts }) => counts[count].done / counts[count].of);
  const [least = 0, most = 0] = [own.at(0), own.at(-1)].map((size) => size?.counts[count].done ?? 0);
  if (service.counts[count].done >= most) return 'against';
  const grows = most > NOTICED * least;
  if (grows && shares.every((share) => share > NEARLY_THE_WHOLE)) return 'for';
  return !grows && shares.every((share) => share <= NEARLY_THE_WHOLE) ? 'against' : 'neither';
}

/** The counts in the largest code base, beside those of the service, and how they have grown. */
function told(least: CountedSize, most: CountedSize, service: CountedSize): Text {
  const { contexts, packages, files, tests } = most.counts;
  const of = ({ done, of: whole }: { readonly done: number; readonly of: number }) => `${done} of ${whole}`;
  const part = ({ done, of: whole }: { readonly done: number; readonly of: number }) =>
    `${whole}개 중 ${done}개`;
  const growth = listed((count) => grown(least.counts[count].done, most.counts[count].done));
  return {
    en: [
      `In code ×${most.growth}, one context's change in a monolith of one package rebuilds ${of(packages)} packages with ${of(contexts)} contexts, emits ${of(files)} files and runs ${of(tests)} tests.`,
      `As a service it is ${counts(service).en}.`,
      `From code ×${least.growth} the monolith's counts grow ${growth.en}.`,
    ].join(' '),
    ko: [
      `코드 ×${most.growth}에서 패키지 하나인 모놀리스의 컨텍스트 하나를 바꾸면 패키지 ${part(packages)}, 컨텍스트 ${part(contexts)}를 다시 빌드하고, 파일 ${part(files)}를 쓰고, 테스트 ${part(tests)}를 실행한다.`,
      `서비스일 때는 ${counts(service).ko}.`,
      `모놀리스의 개수는 코드 ×${least.growth}에서부터 ${growth.ko} 늘었다.`,
    ].join(' '),
  };
}

/** What turns the verdict: a monolith whose code is divided, judged by the same rule. */
const RULINGS_IN_KOREAN = { supported: '지지', refuted: '반박', mixed: '엇갈림' } as const;

function divided(evidence: Evidence, service: CountedSize): Text {
  const arm = packagesIn(evidence);
  const own = arm === undefined ? [] : countsIn(evidence, arm, CHANGE);
  const most = typeof own === 'string' ? undefined : own.at(-1);
  if (typeof own === 'string' || most?.growth !== service.growth) return NOTHING;
  const verdict = judged(own, service);
  return {
    en: ` In a monolith with a package for each context it is ${counts(most).en}: of that the claim would be ${verdict}.`,
    ko: ` 컨텍스트마다 패키지가 있는 모놀리스에서는 ${counts(most).ko}이며, 그것으로 판정하면 ${RULINGS_IN_KOREAN[verdict]}이다.`,
  };
}

const counts = (size: CountedSize): Text => listed((count) => String(size.counts[count].done));

const grown = (from: number, to: number): string =>
  from > 0 ? `${(to / from).toFixed(2)}×` : `from 0 to ${to}`;

const NAMES_IN_KOREAN = { contexts: '컨텍스트', files: '파일', tests: '테스트' } as const;

/** e.g. `1 (contexts), 3 (files) and 4 (tests)`. */
function listed(show: (count: Deciding) => string): Text {
  const [first, ...rest] = DECIDING.map((count) => `${show(count)} (${count})`);
  return {
    en: `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`,
    ko: DECIDING.map((count) => `${NAMES_IN_KOREAN[count]} ${show(count)}`).join(', '),
  };
}

function looking(least: CountedSize, most: CountedSize): Text {
  if (least.looking === undefined || most.looking === undefined) return NOTHING;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const [from, to] = [percent(least.looking), percent(most.looking)];
  return {
    en: ` Of the monolith's time, ${from} in code ×${least.growth} and ${to} in ×${most.growth} are tools looking for what changed.`,
    ko: ` 모놀리스의 시간 중 도구가 바뀐 것을 찾는 데 쓴 비율은 코드 ×${least.growth}에서 ${from}, ×${most.growth}에서 ${to}이다.`,
  };
}

/** How the time grows: told beside the counts. */
function time({ metrics, arms }: Evidence): Text {
  const metric = metrics.find(({ id }) => id === GROWTH);
  const medians = arms.flatMap(({ name }) => {
    const found = metric?.arms[name];
    return found ? [{ name, times: found.median.toFixed(2) }] : [];
  });
  if (medians.length === 0) return NOTHING;
  return {
    en: ` The time grows to ${medians.map(({ name, times }) => `${times}× in ${name}`).join(', ')}.`,
    ko: ` 시간은 ${medians.map(({ name, times }) => `${name} ${times}배`).join(', ')}로 늘었다.`,
  };
}

const metricsOf = ({ metrics }: Evidence): string[] =>
  metrics
    .map(({ id }) => id)
    .filter(
      (id) =>
        id === GROWTH ||
        (id.startsWith(`${CHANGE}@`) &&
          [...DECIDING, 'packages', 'looking'].some((of) => id.endsWith(`.${of}`))),
    )
    .filter((id) => !id.includes('one-cpu'));
