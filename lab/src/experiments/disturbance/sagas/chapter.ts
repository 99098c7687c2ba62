import { armLooks } from '../../../charts/arm-looks.ts';
import { partColour } from '../../../charts/bars.ts';
import { type Curve, DRAWN, percentileCurves } from '../../../charts/curves.ts';
import { dataTable, figure, fullWidth, keyOf } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { alike, joined } from '../../../charts/said.ts';
import { type Stretch, WATERFALL_STYLE, waterfall } from '../../../charts/waterfall.ts';
import type { Text } from '../../../scenario/scenario.ts';
import type { RunOf } from '../../kind.ts';
import type { DisturbanceDetails } from '../record.ts';
import type { SagasRecord, ToldSaga } from './record.ts';
import { percentileOf, timesOf } from './values.ts';

type Run = RunOf<DisturbanceDetails>;

interface ArmSagas {
  readonly arm: string;
  readonly records: readonly SagasRecord[];
}

/** What became of the sagas, and one of each fate step by step; null where none were told. */
export function sagaFigures(run: Run): Html | null {
  const arms = run.manifest.arms.flatMap(({ name }) => {
    const records = run.trials.flatMap(({ arm, valid, details }) =>
      valid && arm === name && details?.sagas ? [details.sagas] : [],
    );
    return records.length === 0 ? [] : [{ arm: name, records }];
  });
  if (arms.length === 0) return null;
  return html`<h3>${{ en: 'Sagas, step by step', ko: '사가의 단계' }}</h3>${drawings(arms)}${distribution(run, arms)}`;
}

/** Who does what in a saga, in the order of the key. */
const DOES: readonly Text[] = [
  { en: 'a step is run', ko: '단계 실행' },
  { en: 'a step is taken back', ko: '단계 보상' },
  { en: 'a step is refused, or does not answer', ko: '단계 거절 또는 응답 없음' },
  { en: 'the record of the order', ko: '주문 기록' },
];

const FATES: Readonly<Record<ToldSaga['fate'], Text>> = {
  succeeded: { en: 'One that succeeded', ko: '성공한 사가' },
  compensated: { en: 'One that was taken back', ko: '보상된 사가' },
  survived: { en: 'One that survived a crash', ko: '프로세스 중단을 견딘 사가' },
};

function drawings(arms: readonly ArmSagas[]): Html {
  // The first that there is of each fate, whichever arm it is of: it shows the way, and no difference.
  const shown = (['succeeded', 'compensated', 'survived'] as const).flatMap((fate) => {
    const all = arms.flatMap(({ arm, records }) =>
      records.flatMap(({ told }) => told.map((saga) => ({ arm, saga }))),
    );
    return all.find(({ saga }) => saga.fate === fate) ?? [];
  });
  return figure({
    title: {
      en: 'A saga step by step, and what it does when a step is refused or a process dies',
      ko: '사가의 단계, 그리고 단계가 거절되거나 프로세스가 죽었을 때 하는 일',
    },
    reading: {
      en: 'Each row is one attempt, as the process that made it wrote it down. Between two steps the saga writes its log. An attempt that its process did not survive is missing: there is a gap in its place. The number after a step counts the processes that drove the saga. What comes after “confirm” goes on when the customer has been answered.',
      ko: '한 줄은 한 번의 시도이며, 시도한 프로세스가 직접 기록했다. 단계 사이에는 사가가 로그를 쓴다. 프로세스가 죽어 끝나지 못한 시도는 기록이 없어 빈칸으로 남는다. 단계 뒤의 번호는 사가를 이어서 진행한 프로세스의 순서이다. confirm 다음 단계는 고객에게 응답한 뒤에 진행된다.',
    },
    charts: html`${WATERFALL_STYLE}${keyOf(DOES.map((name, index) => ({ name, colour: partColour(index) })))}${shown.map(
      ({ arm, saga }) =>
        html`<p class="caption">${alike`${FATES[saga.fate]} (${arm})`}</p>${drawingOf(saga)}`,
    )}`,
    data: dataTable(
      [
        { en: 'saga', ko: '사가' },
        { en: 'what', ko: '한 일' },
        { en: 'begins, ms', ko: '시작, ms' },
        { en: 'takes, ms', ko: '걸린 시간, ms' },
        { en: 'outcome', ko: '결과' },
        { en: 'process', ko: '프로세스' },
      ],
      shown.flatMap(({ saga }) =>
        saga.steps.map((step) => [
          FATES[saga.fate],
          labelOf(step),
          step.at,
          step.ms,
          step.outcome,
          step.life,
        ]),
      ),
    ),
  });
}

function drawingOf({ steps }: ToldSaga): Html {
  const several = steps.some(({ life }) => life > 1);
  const stretches = steps.map(
    (step): Stretch => ({
      label: several ? `${labelOf(step)} (${step.life})` : labelOf(step),
      by: kindOf(step),
      depth: 0,
      from: step.at,
      length: step.ms,
      told: step.outcome === 'ok' ? `${step.ms} ms` : `${step.ms} ms, ${step.outcome}`,
      hollow: false,
    }),
  );
  return waterfall({ stretches, span: Math.max(...steps.map(({ at, ms }) => at + ms), 1) });
}

type Step = ToldSaga['steps'][number];

/** Steps have their names in the code, in every language. */
function labelOf({ what, step }: Step): string {
  if (what === 'begin') return 'begin';
  if (what === 'refused') return `rejected: ${step}`;
  return what === 'undo' ? `undo ${step}` : step;
}

/** Its place in the key. */
function kindOf({ what, outcome }: Step): number {
  if (what === 'begin' || what === 'refused') return 3;
  if (outcome !== 'ok') return 2;
  return what === 'undo' ? 1 : 0;
}

const OF_SAGAS: Text = { en: 'percentile of sagas that were taken back', ko: '보상된 사가의 백분위' };

function distribution(run: Run, arms: readonly ArmSagas[]): Html | null {
  const looks = armLooks(run);
  const known = arms.flatMap(({ arm, records }) => {
    const look = looks.find(({ name }) => name === arm);
    const sorted = records.flatMap(timesOf).toSorted((a, b) => a - b);
    return look && sorted.length > 0 ? [{ look, sorted, records }] : [];
  });
  if (known.length === 0) return null;
  const curves = known.map(({ look, sorted }): Curve => {
    const last = 100 * (1 - 1 / sorted.length);
    const points = DRAWN.filter((percentile) => percentile <= last).flatMap((percentile) => {
      const ms = percentileOf(sorted, percentile);
      return ms === undefined || ms <= 0 ? [] : [{ percentile, ms }];
    });
    return { ...look, points };
  });
  const at = (sorted: readonly number[], percentile: number) =>
    percentileOf(sorted, percentile)?.toFixed(1) ?? '–';
  return figure({
    title: alike`${{ en: 'Time to compensate, median: ', ko: '보상에 걸린 시간, 중앙값: ' }}${joined(
      known.map(({ look, sorted }) => alike`${look.name} ${at(sorted, 50)} ms`),
    )}`,
    reading: {
      en: 'From the refusal of a step to the record that all before it has been taken back, by percentile: all rounds together, crashes included.',
      ko: '단계가 거절된 때부터 앞 단계를 모두 되돌렸다고 기록할 때까지의 시간을 백분위로 나타냈다. 모든 라운드를 합쳤고 프로세스가 죽은 경우도 포함한다.',
    },
    key: curves,
    charts: fullWidth({ en: 'Time to compensate by percentile', ko: '백분위별 보상 시간' }, (width) =>
      percentileCurves(curves, width, OF_SAGAS),
    ),
    data: dataTable(
      [
        { en: 'arm', ko: '대상' },
        { en: 'succeeded', ko: '성공' },
        { en: 'taken back', ko: '보상' },
        { en: 'refused, nothing taken back', ko: '되돌린 것 없이 거절' },
        { en: 'p50, ms', ko: 'p50, ms' },
        { en: 'p90, ms', ko: 'p90, ms' },
        { en: 'longest, ms', ko: '최장, ms' },
      ],
      known.map(({ look, sorted, records }) => [
        look.name,
        records.reduce((sum, { succeeded }) => sum + succeeded, 0),
        records.reduce((sum, { compensated }) => sum + compensated, 0),
        records.reduce((sum, { refused }) => sum + refused, 0),
        at(sorted, 50),
        at(sorted, 90),
        at(sorted, 100),
      ]),
    ),
  });
}
