import { joined } from '@lab/lab/charts/said';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { MONOLITH, ROLLED_MONOLITH, ROLLED_SERVICE, SERVICE } from './arms.ts';
import { armOf, FELT_S, type Felt, feltIn } from './felt.ts';
import { AFTER_NEXT, type StageId } from './stages.ts';

export const RULE = `Each deployment is updated in its best way, to a good version of the payments: of two instances, or of two workers, a new one is ready before an old one drains. Requests that fail or take longer than a second are hit. An update is not felt when it hits fewer requests than arrive in ${FELT_S} s in each round, and it is felt when it hits more in each round. Where no request is hit in any round, the exact binomial bound over all rounds has to be below that, too. Anything else is open. Supported when the update of the service is not felt, and that of the monolith is. Refuted when the update of the service is felt by requests that do not need the payments, when it is felt and the monolith's is not, or when the books of the services are wrong after that update. Mixed when neither is felt, so that both deployments can do it, or when both are, and that of the service only by requests that need the payments.`;
export const RULE_IN_KOREAN = `각 배포를 가장 좋은 방법으로 업데이트해 문제없는 결제 버전으로 바꾼다. 인스턴스 두 개나 워커 두 개를 두고, 새것이 준비된 뒤에 옛것을 드레인한다. 실패했거나 1초 넘게 걸린 요청을 영향을 받은 요청으로 센다. 업데이트가 영향을 준 요청이 모든 라운드에서 각각 ${FELT_S}초 동안 들어오는 요청보다 적으면 느껴지지 않는 것이고, 모든 라운드에서 각각 더 많으면 느껴지는 것이다. 어느 라운드에서도 영향을 받은 요청이 없으면 모든 라운드의 정확한 이항 한계도 그보다 작아야 한다. 그 밖에는 결론을 내리지 않는다. 서비스의 업데이트는 느껴지지 않고 모놀리스의 업데이트는 느껴지면 지지. 결제가 필요 없는 요청이 서비스의 업데이트를 느끼거나, 서비스의 업데이트만 느껴지거나, 그 업데이트 뒤에 서비스의 장부가 틀리면 반박. 둘 다 느껴지지 않아 두 배포 모두 할 수 있거나, 둘 다 느껴지되 서비스에서는 결제가 필요한 요청만 느끼면 엇갈림.`;

const METRICS = ['next.failed', 'next.slow', 'next.bystanders'];

/** Whether one service is updated without touching the rest, and whether that is anything special. */
export function updatedAlone(evidence: Evidence): Ruling {
  const service = feltIn(evidence, ROLLED_SERVICE, 'next', 'all');
  const rest = feltIn(evidence, ROLLED_SERVICE, 'next', 'bystanders');
  const monolith = feltIn(evidence, ROLLED_MONOLITH, 'next', 'all');
  const wrong = wrongBooks(evidence);
  if (!service || !rest || (!monolith && wrong.length === 0))
    return ruling({ verdict: 'inconclusive', open: false }, [
      {
        en: 'This run does not update both deployments in their best way.',
        ko: '이 실행은 두 배포를 각각 가장 좋은 방법으로 업데이트하지 않는다.',
      },
    ]);
  const because = [
    said({ en: 'The service, one instance after the other', ko: '서비스, 인스턴스를 하나씩' }, service),
    said({ en: 'Of these, requests that do not need it', ko: '그중 이 서비스가 필요 없는 요청' }, rest),
    ...(monolith
      ? [said({ en: 'The monolith, one worker after the other', ko: '모놀리스, 워커를 하나씩' }, monolith)]
      : []),
    ...wrong,
  ];
  if (wrong.length > 0) return ruling({ verdict: 'refuted', open: false }, because);
  return ruling(decide(service, rest, monolith), because);
}

function decide(service: Felt, rest: Felt, monolith: Felt | undefined): Pick<Ruling, 'verdict' | 'open'> {
  if (rest.known === 'felt') return { verdict: 'refuted', open: false };
  if (!monolith || [service, rest, monolith].some(({ known }) => known === 'open'))
    return { verdict: 'inconclusive', open: true };
  if (service.known === monolith.known) return { verdict: 'mixed', open: false };
  return { verdict: service.known === 'felt' ? 'refuted' : 'supported', open: false };
}

/** Checks of the arm's books after the good version that failed, by their ids. */
function wrongBooks(evidence: Evidence): Text[] {
  const arm = armOf(evidence, ROLLED_SERVICE)?.name;
  const failed = (evidence.checks ?? []).filter(
    (check) => check.arm === arm && check.result === 'fail' && check.id.startsWith(AFTER_NEXT),
  );
  const ids = [...new Set(failed.map(({ id }) => id.slice(AFTER_NEXT.length)))].join(', ');
  return ids === ''
    ? []
    : [{ en: `Checks that failed afterwards: ${ids}.`, ko: `그 뒤에 실패한 검사: ${ids}.` }];
}

/** How much of its load a stage hit, in words. */
function said(what: Text, felt: Felt): Text {
  const { hits, of, updates } = felt;
  const { en, ko } = eachOf(felt);
  return {
    en: `${what.en}: ${hits} of ${of} requests hit in ${updates} ${updates === 1 ? 'update' : 'updates'}, ${en}.`,
    ko: `${what.ko}: 업데이트 ${updates}번에 요청 ${of}건 중 ${hits}건, ${ko}.`,
  };
}

/** What one update costs: none seen is told with its bound, hits with the least and the most of a round. */
function eachOf({ boundS, leastS, mostS }: Felt): Text {
  if (boundS !== undefined)
    return {
      en: `at most as many as arrive in ${boundS.toFixed(2)} s for each`,
      ko: `한 번에 많아야 ${boundS.toFixed(2)}초 동안 들어오는 만큼`,
    };
  const [least, most] = [leastS.toFixed(2), mostS.toFixed(2)];
  return {
    en: `as many as arrive in ${least} to ${most} s for each`,
    ko: `한 번에 ${least}~${most}초 동안 들어오는 만큼`,
  };
}

function ruling(decided: Pick<Ruling, 'verdict' | 'open'>, sentences: readonly Text[]): Ruling {
  const { en, ko } = joined(sentences, ' ');
  return { ...decided, because: en, becauseInKorean: ko, metrics: METRICS };
}

const OTHER_WAYS: readonly {
  readonly topology: string;
  readonly stage: StageId;
  readonly words: Text;
}[] = [
  {
    ...{ topology: SERVICE, stage: 'next' },
    words: {
      en: 'One instance of the service, stopped and started',
      ko: '서비스 인스턴스 하나, 중지 후 시작',
    },
  },
  {
    ...{ topology: MONOLITH, stage: 'next' },
    words: { en: 'The monolith, stopped and started', ko: '모놀리스, 중지 후 시작' },
  },
  {
    ...{ topology: SERVICE, stage: 'at-once' },
    words: {
      en: 'The same instance, and a version that does not fit its callers, at once',
      ko: '같은 인스턴스에 호출하는 쪽과 맞지 않는 버전을 한 번에',
    },
  },
  {
    ...{ topology: SERVICE, stage: 'in-order' },
    words: {
      en: 'That in order: expand, callers, contract, each stopped and started',
      ko: '그것을 순서대로(확장, 호출하는 쪽, 축소), 각각 중지 후 시작',
    },
  },
  {
    ...{ topology: MONOLITH, stage: 'at-once' },
    words: {
      en: 'The same change in the monolith, one release, stopped and started',
      ko: '모놀리스의 같은 변경을 한 릴리스로, 중지 후 시작',
    },
  },
  {
    ...{ topology: ROLLED_SERVICE, stage: 'at-once' },
    words: {
      en: 'Two instances, and a version that does not fit its callers, at once',
      ko: '인스턴스 둘, 호출하는 쪽과 맞지 않는 버전을 한 번에',
    },
  },
  {
    ...{ topology: ROLLED_SERVICE, stage: 'in-order' },
    words: {
      en: 'The same in order: expand, callers, contract',
      ko: '같은 변경을 순서대로: 확장, 호출하는 쪽, 축소',
    },
  },
  {
    ...{ topology: ROLLED_MONOLITH, stage: 'at-once' },
    words: {
      en: 'The same change in the monolith, one release, worker by worker',
      ko: '모놀리스의 같은 변경을 한 릴리스로, 워커를 하나씩',
    },
  },
];

/** What other ways cost: a stop and a start, and a change that its callers have to know. */
export function otherWays(evidence: Evidence): Text | undefined {
  const told = OTHER_WAYS.flatMap(({ topology, stage, words }) => {
    const felt = feltIn(evidence, topology, stage, 'all');
    if (!felt) return [];
    const rest = feltIn(evidence, topology, stage, 'bystanders');
    const { en, ko } = said(words, felt);
    const besides = rest?.hits ?? 0;
    return [
      {
        en: `${en} Requests among these that do not need the payments: ${besides}.`,
        ko: `${ko} 그중 결제가 필요 없는 요청 ${besides}건.`,
      },
    ];
  });
  return told.length === 0 ? undefined : joined(told, ' ');
}
