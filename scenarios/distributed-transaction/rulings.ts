import { joined } from '@lab/lab/charts/said';
import { type Look, looksIn } from '@lab/lab/experiments/disturbance/facts';
import { CALM } from '@lab/lab/experiments/disturbance/settings';
import { pairOf } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { upperBound } from '@lab/lab/stats/exact-bound';
import { counted } from '@lab/lab/terminal/counted';
import { NO_COMPENSATION } from './faults.ts';

/** The rule in words, as both the scenario and the README have it. */
export const RULE =
  'Judged in the arms of microservices with sagas, after every crash of the profile. Supported when all checkers (money, stock, orders, effects, events) pass and no saga is open after every crash, in every round, and there are crashes enough: with 95 % confidence, at most 30 % of such crashes leave something wrong. That takes nine crashes. Refuted when one of them fails once, or a saga has not ended 30 s after the last request. Never mixed: a saga that loses one order in a thousand does not keep data consistent. Inconclusive where a checker knows nothing, after fewer crashes, and below the first look. The price against one transaction, and what the arm without compensation leaves behind, stand beside it and decide nothing.';
export const RULE_IN_KOREAN =
  '사가를 쓰는 마이크로서비스 대상에서, 프로파일의 모든 프로세스 중단 뒤에 판정한다. 모든 라운드에서 중단이 있을 때마다 모든 검사(돈, 재고, 주문, 효과, 이벤트)를 통과하고 열린 사가가 없으며, 중단 횟수가 충분하면 지지. 이런 중단 가운데 틀린 것을 남기는 경우가 신뢰 수준 95 %에서 30 % 이하라고 말할 수 있어야 하므로 아홉 번이 필요하다. 한 번이라도 검사가 실패하거나, 마지막 요청 뒤 30초 안에 끝나지 않은 사가가 있으면 반박. 엇갈림은 없다. 주문 천 건에 한 건을 잃는 사가도 일관성을 지키지 못한 것이다. 검사가 판단하지 못했거나, 중단이 그보다 적거나, 첫 비교 전이면 결론 없음. 트랜잭션 하나와 비교한 비용, 그리고 보상하지 않는 대상이 남긴 것은 옆에 적기만 하고 판정에 쓰지 않는다.';

/** Nothing seen is a bound. It is told with the verdict, and above this share the run has seen too little. */
const MOST_UNSEEN = 0.3;
const CONFIDENCE = 0.95;

/** What stands beside the verdict, where the run has it: the arm's value against the baseline's. */
const PRICES: readonly (Text & { readonly id: string })[] = [
  { id: 'place-order.p50', en: 'to place an order', ko: '주문하기' },
  { id: 'cancel-order.p50', en: 'to cancel one', ko: '주문 취소' },
  { id: 'cpu-per-request', en: 'CPU per request', ko: '요청당 CPU' },
  { id: 'commits', en: 'commits per request', ko: '요청당 커밋' },
];

/** And what only sagas have. */
const OWN: readonly (Text & { readonly id: string; readonly unit: string })[] = [
  { id: 'messages', unit: '', en: 'messages per request', ko: '요청당 메시지' },
  {
    id: 'in-between',
    unit: ' %',
    en: 'of the reads saw an order in between',
    ko: '조회에서 중간 상태의 주문이 보임',
  },
  { id: 'compensate.p50', unit: ' ms', en: 'to compensate (median)', ko: '보상 시간(중앙값)' },
];

/** The arms whose sagas are judged. */
const judgedIn = ({ arms }: Pick<Evidence, 'arms'>): string[] =>
  arms
    .filter(({ topology }) => topology.startsWith('microservices') && topology !== NO_COMPENSATION)
    .map(({ name }) => name);

const answersOf = (look: Look, wanted: 'fail' | 'unknown'): string[] =>
  Object.entries(look.checks).flatMap(([id, answer]) => (answer === wanted ? [id] : []));

/** What was wrong after a crash, e.g. `stock after orders-killed`. */
function wrongIn(look: Look): string[] {
  const failed = answersOf(look, 'fail').map((id) => `${id} after ${look.after}`);
  return (look.openSagas ?? 0) > 0 ? [...failed, `${look.openSagas} open sagas after ${look.after}`] : failed;
}

export function keepsDataConsistent(evidence: Evidence): Ruling {
  const names = judgedIn(evidence);
  const looks = names.flatMap((name) => looksIn(evidence, name)).filter(({ after }) => after !== CALM);
  const metrics = [...PRICES, ...OWN]
    .flatMap(({ id }) => evidence.metrics.filter((each) => each.id === id))
    .map(({ id }) => id);
  const ruled = (verdict: Ruling['verdict'], open: boolean, { en, ko }: Text): Ruling => {
    const beside = priceOf(evidence, names[0]);
    const said = beside ? joined([{ en, ko }, beside], ' ') : { en, ko };
    return { verdict, open, because: said.en, becauseInKorean: said.ko, metrics };
  };
  if (looks.length === 0)
    return ruled('inconclusive', false, {
      en: 'This run has seen no crash in an arm with sagas.',
      ko: '이 실행에는 사가를 쓰는 대상의 프로세스 중단이 없다.',
    });
  const wrong = looks.flatMap(wrongIn);
  const many = { crashes: looks.length, kinds: new Set(looks.map(({ after }) => after)).size };
  if (evidence.confidence === null)
    return ruled('inconclusive', true, {
      en: `The run has not come to a look: ${many.crashes} crashes so far, wrong afterwards: ${wrong.join(', ') || 'nothing'}.`,
      ko: `아직 비교할 만큼 라운드가 없다. 지금까지 중단 ${many.crashes}번, 그 뒤 틀린 것: ${wrong.join(', ') || '없음'}.`,
    });
  if (wrong.length > 0)
    return ruled('refuted', false, {
      en: `Of ${many.crashes} crashes, these left something wrong: ${wrong.join(', ')}.`,
      ko: `중단 ${many.crashes}번 가운데 틀린 것을 남긴 경우: ${wrong.join(', ')}.`,
    });
  const unknown = looks.flatMap((look) =>
    answersOf(look, 'unknown').map((id) => `${id} after ${look.after}`),
  );
  if (unknown.length > 0)
    return ruled('inconclusive', true, {
      en: `Nothing was wrong after ${many.crashes} crashes, but not all of it could be checked: ${unknown.join(', ')}.`,
      ko: `중단 ${many.crashes}번 뒤 틀린 것은 없으나, 확인하지 못한 것이 있다: ${unknown.join(', ')}.`,
    });
  const unseen = upperBound(0, many.crashes, CONFIDENCE);
  const [bound, sure] = [(100 * unseen).toFixed(unseen < 0.1 ? 1 : 0), 100 * CONFIDENCE];
  const enough = unseen <= MOST_UNSEEN;
  return ruled(enough ? 'supported' : 'inconclusive', !enough, {
    en: `After each of ${counted(many.crashes, 'crash', 'crashes')} (${counted(many.kinds, 'kind')}) every checker passed, and every saga ended without new requests. So at most ${bound} % of such crashes leave something wrong (${sure} % confidence).${enough ? '' : ' That is too little to decide.'}`,
    ko: `중단 ${many.crashes}번(${many.kinds}종류) 뒤 매번 모든 검사를 통과했고, 모든 사가가 새 요청 없이도 끝났다. 따라서 이런 중단 가운데 틀린 것을 남기는 경우는 많아야 ${bound} %다(신뢰 수준 ${sure} %).${enough ? '' : ' 판정하기에는 너무 적게 보았다.'}`,
  });
}

/** What sagas cost against one transaction, as far as the run has measured it. */
function priceOf(evidence: Evidence, name: string | undefined): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  const arm = pair?.arm.name ?? name;
  const told = PRICES.flatMap(({ id, en, ko }) => {
    const metric = evidence.metrics.find((each) => each.id === id);
    const found = metric?.comparisons.find((each) => each.arm === arm);
    return found ? [{ en: `${found.ratio.toFixed(1)}× ${en}`, ko: `${ko} ${found.ratio.toFixed(1)}배` }] : [];
  });
  const own = OWN.flatMap(({ id, unit, en, ko }) => {
    const value = evidence.metrics.find((each) => each.id === id)?.arms[arm ?? '']?.median;
    return value === undefined
      ? []
      : [{ en: `${value.toFixed(1)}${unit} ${en}`, ko: `${ko} ${value.toFixed(1)}${unit}` }];
  });
  if (told.length + own.length === 0) return undefined;
  const { en, ko } = joined([...told, ...own]);
  return { en: `The price against one transaction: ${en}.`, ko: `트랜잭션 하나와 비교한 비용: ${ko}.` };
}

/** What is left where nothing is taken back. */
export function withoutCompensation(evidence: Evidence): Text | undefined {
  const names = evidence.arms.filter(({ topology }) => topology === NO_COMPENSATION).map(({ name }) => name);
  const looks = names.flatMap((name) => looksIn(evidence, name));
  if (looks.length === 0) return undefined;
  const failed = looks.filter((look) => answersOf(look, 'fail').length > 0);
  const ids = [...new Set(failed.flatMap((look) => answersOf(look, 'fail')))];
  return failed.length === 0
    ? {
        en: `Without compensation, and without a crash, all checkers passed in ${looks.length} trials.`,
        ko: `보상하지 않는 대상도 중단이 없으면 ${looks.length}번 모두 검사를 통과했다.`,
      }
    : {
        en: `Without compensation, and without any crash, the checkers fail in ${failed.length} of ${looks.length} trials: ${ids.join(', ')}.`,
        ko: `보상하지 않으면 프로세스가 죽지 않아도 ${looks.length}번 중 ${failed.length}번 검사가 실패한다: ${ids.join(', ')}.`,
      };
}
