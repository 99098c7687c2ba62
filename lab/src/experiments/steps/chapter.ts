import { armLooks } from '../../charts/arm-looks.ts';
import { partColour, stackedBars } from '../../charts/bars.ts';
import { dataTable, figure, panels } from '../../charts/figure.ts';
import { growthLines } from '../../charts/growth-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import { alike, joined, type Said } from '../../charts/said.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { RunOf } from '../kind.ts';
import { changeMatrix } from './change-matrix.ts';
import { changeSaid } from './change-said.ts';
import type { BuildRecord } from './record.ts';
import { type CellView, cellViews, codeBaseSizes, grownChanges } from './view.ts';
import { workTable } from './work.ts';

const STEP_NAMES: readonly Text[] = [
  { en: 'type-check and compile', ko: '타입 검사와 컴파일' },
  { en: 'tests concerned', ko: '관련 테스트' },
  { en: 'restart until ready', ko: '재시작부터 준비까지' },
];

const CHANGE = { en: 'change', ko: '변경' };
const ARM = { en: 'arm', ko: '대상' };
const CODE = { en: 'code', ko: '코드' };
const LOOKING = { en: 'of it looking, s', ko: '그중 할 일 찾기, s' };

type Run = RunOf<BuildRecord>;

/** What a change takes, and how that grows. */
export function buildFigures(files: Run): Html | null {
  const views = cellViews(files);
  if (views.length === 0) return null;
  return html`<h3>${{ en: 'From the edit to the running change', ko: '편집부터 바뀐 코드가 실행될 때까지' }}</h3>${changeMatrix(files, views)}${workTable(files)}${growth(files, views)}${changes(views)}${sizes(files)}`;
}

function changes(views: readonly CellView[]): Html {
  const own = views.filter(({ growth: times, cpus }) => times === 1 && cpus === 'all');
  const kinds = [...new Set(own.map(({ change }) => change))];
  const one = own.filter(({ change }) => change === 'service-body');
  const greatest = Math.max(0, ...own.map(({ seconds }) => seconds));
  const told = (one.length > 0 ? one : own.slice(0, 2)).map(
    ({ arm, seconds }): Text => ({
      en: `${seconds.toFixed(1)} s in ${arm}`,
      ko: `${arm} ${seconds.toFixed(1)} s`,
    }),
  );
  const first = changeSaid(one.length > 0 ? 'service-body' : (own[0]?.change ?? 'no-op'));
  return figure({
    title: {
      en: `In the shop as it is, a change of ${first.en} runs after ${joined(told).en}`,
      ko: `지금 크기의 상점에서 변경(${first.ko})이 실행되기까지: ${joined(told).ko}`,
    },
    reading: {
      en: 'Seconds from the edit until the changed code runs, medians of the trials. A change of one context is built, tested and restarted by the team that owns it. Everybody does so for shared code and for a build from scratch. The numbers say how much of the sum the tools looked for what to do: the compiler for what is out of date, the test tool for the tests concerned.',
      ko: '편집부터 바뀐 코드가 실행되기까지의 시간(초), 시행의 중앙값. 컨텍스트 하나의 변경은 그것을 맡은 팀이 빌드하고 테스트하고 재시작한다. 공유 코드의 변경과 처음부터의 빌드는 모두가 한다. 그중 도구가 할 일을 찾는 데 쓴 시간은 수치에 있다. 컴파일러는 오래된 것을, 테스트 도구는 관련 테스트를 찾는다.',
    },
    key: STEP_NAMES.map((name, index) => ({ name, colour: partColour(index) })),
    charts: panels(
      kinds.map((kind) => {
        const bars = own.filter(({ change }) => change === kind);
        return {
          caption: changeSaid(kind),
          alternative: alike`${changeSaid(kind)}, s. ${joined(
            bars.map(
              ({ arm, steps }) =>
                alike`${arm}: ${joined(steps.map(({ seconds }, index) => alike`${STEP_NAMES[index] ?? ''} ${seconds.toFixed(2)}`))}`,
            ),
            '; ',
          )}.`,
          draw: (width) =>
            stackedBars(
              bars.map(({ arm, steps }) => ({ label: arm, parts: steps.map(({ seconds }) => seconds) })),
              { unit: 's', greatest, show: (value) => `${value.toFixed(2)} s` },
              width,
            ),
        };
      }),
    ),
    data: dataTable(
      [
        ...[CHANGE, ARM, ...STEP_NAMES.map((name) => alike`${name}, s`)],
        ...[{ en: 'sum, s', ko: '합계, s' }, LOOKING, 'CPU, s'],
      ],
      own.map(({ change, arm, steps, seconds, looking, cpuSeconds }) => [
        changeSaid(change),
        arm,
        ...steps.map((step) => step.seconds.toFixed(2)),
        seconds.toFixed(2),
        lookedFor(seconds, looking),
        cpuSeconds.toFixed(2),
      ]),
    ),
  });
}

/** Seconds in which the tools looked for what to do, and their share. */
const lookedFor = (seconds: number, share: number | undefined): string =>
  share === undefined ? '–' : `${(seconds * share).toFixed(2)} (${Math.round(100 * share)} %)`;

/** How much longer a change in one context takes in the largest code base than in the smallest, arm by arm, if the run can tell. */
function growthInWords({ comparison }: Run, views: readonly CellView[]): Text | undefined {
  const metric = comparison.metrics.find(({ id }) => id === 'service-body.growth');
  if (!metric) return undefined;
  const own = views.filter(({ change, cpus }) => change === 'service-body' && cpus === 'all');
  const largest = Math.max(...own.map(({ growth }) => growth));
  const times = Object.entries(metric.arms).map(
    ([arm, { median }], place): Text => ({
      en: `${median.toFixed(2)}×${place === 0 ? ' as long' : ''} in ${arm}`,
      ko: `${arm} ${median.toFixed(2)}배`,
    }),
  );
  return {
    en: `With ${largest} times the contexts a change in one takes ${joined(times).en}`,
    ko: `컨텍스트가 ${largest}배일 때 그중 하나를 바꾸는 시간: ${joined(times).ko}`,
  };
}

function growth(files: Run, views: readonly CellView[]): Html | null {
  const kinds = grownChanges(views);
  if (kinds.length === 0) return null;
  const looks = armLooks(files);
  const lines = (kind: CellView['change']) =>
    looks.flatMap((look) => {
      const own = views
        .filter(({ arm, change, cpus }) => arm === look.name && change === kind && cpus === 'all')
        .toSorted((a, b) => a.growth - b.growth);
      return own.length === 0 ? [] : [{ look, own }];
    });
  const title: Said = growthInWords(files, views) ?? {
    en: 'How the time from the edit to the running change grows with the size of the code',
    ko: '편집부터 실행까지의 시간이 코드 크기에 따라 늘어나는 모습',
  };
  return figure({
    title,
    reading: {
      en: 'Seconds from the edit until the changed code runs, by how many times the shop’s six contexts are in the code base; kernel, adapters and the edge are there once. A flat line: the time does not depend on the rest of the code.',
      ko: '편집부터 바뀐 코드가 실행되기까지의 시간(초). 가로축은 상점의 여섯 컨텍스트가 코드베이스에 몇 벌 있는지이며, 커널과 어댑터, 엣지는 한 벌뿐이다. 선이 평평하면 시간이 나머지 코드와 무관하다.',
    },
    key: looks,
    charts: panels(
      kinds.map((kind) => ({
        caption: changeSaid(kind),
        alternative: alike`${changeSaid(kind)}. ${lines(kind)
          .map(
            ({ look, own }) =>
              `${look.name}: ${own.map((each) => `×${each.growth} ${each.seconds.toFixed(2)} s`).join(', ')}`,
          )
          .join('; ')}.`,
        draw: (width) =>
          growthLines(
            lines(kind).map(({ look, own }) => ({
              look,
              points: own.map((each) => [each.growth, each.seconds] as const),
            })),
            { x: { en: 'times the shop’s contexts', ko: '컨텍스트 배수' }, y: 's' },
            width,
          ),
      })),
    ),
    data: dataTable(
      [
        CHANGE,
        ARM,
        CODE,
        'CPUs',
        { en: 'edit to running, s', ko: '편집부터 실행까지, s' },
        LOOKING,
        'CPU, s',
      ],
      views.map(({ change, arm, growth: times, cpus, seconds, looking, cpuSeconds }) => [
        changeSaid(change),
        arm,
        `×${times}`,
        cpus,
        seconds.toFixed(2),
        lookedFor(seconds, looking),
        cpuSeconds.toFixed(2),
      ]),
    ),
  });
}

function sizes(files: Run): Html {
  return html`<details><summary>${{ en: 'The code bases', ko: '코드베이스' }}</summary>${dataTable(
    [
      ...[ARM, CODE, { en: 'packages', ko: '패키지' }, { en: 'contexts', ko: '컨텍스트' }],
      ...[
        { en: 'files', ko: '파일' },
        { en: 'lines', ko: '줄' },
      ],
    ],
    codeBaseSizes(files).map(({ arm, growth: times, packages, contexts, files: count, lines }) => [
      arm,
      `×${times}`,
      packages,
      contexts,
      count,
      lines,
    ]),
  )}</details>`;
}
