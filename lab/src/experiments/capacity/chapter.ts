import { colourOf } from '../../charts/arm-looks.ts';
import { dataTable, figure, panels } from '../../charts/figure.ts';
import { growthLines } from '../../charts/growth-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import { alike, joined } from '../../charts/said.ts';
import { type Say, sayerOf } from '../../charts/vocabulary.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { RunOf } from '../kind.ts';
import { type Look, prices, RATE } from './prices.ts';
import type { CapacityRecord } from './record.ts';
import { type Family, familiesOf, type ScaledArm } from './view.ts';

/** What instances, memory and CPU buy. */
export function capacityFigures(files: RunOf<CapacityRecord>): Html | null {
  const families = familiesOf(files);
  if (families.length === 0) return null;
  const say = sayerOf(files.manifest);
  const title = say(files.manifest.scenario.measures[0]?.group ?? '');
  const names = families.map(({ name }) => name);
  const looks = names.map((name) => lookOf(name, names));
  return html`<h3>${{ en: 'What adding instances buys', ko: '인스턴스를 더하면 얻는 것' }}</h3>${capacities(title, families, looks, say)}${prices(title, families, looks)}${gains(title, families, say)}`;
}

const lookOf = (name: string, families: readonly string[]): Look => ({
  name,
  colour: colourOf(name, families),
  dash: 'solid',
  mark: 'line',
});

const INSTANCES = { en: 'instances', ko: '인스턴스' };

function capacities(title: Text, families: readonly Family[], looks: readonly Look[], say: Say): Html {
  const greatest = Math.max(...families.flatMap(({ arms }) => arms.map(({ capacity }) => capacity)));
  const told = families.map(({ name, arms }): Text => {
    const [first, last] = [arms[0], arms.at(-1)];
    const [from, to] = [first?.capacity.toFixed(0), last?.capacity.toFixed(0)];
    if (arms.length === 1)
      return {
        en: `${name} ×${first?.replicas} does ${from} a second`,
        ko: `${name} ×${first?.replicas} 초당 ${from}건`,
      };
    return {
      en: `${name} goes from ${from} to ${to} a second with ×${last?.replicas}`,
      ko: `${name} ×${last?.replicas}에서 초당 ${from} → ${to}건`,
    };
  });
  return figure({
    title: alike`${title}: ${joined(told)}`,
    reading: {
      en: 'Answers a second in a burst, medians of the trials. Each point is a number of instances of what is scaled: of all of the shop (monolith), or of recommendations alone (microservices). Higher is better.',
      ko: '버스트에서 초당 응답 수, 시행의 중앙값. 점은 확장한 것의 인스턴스 수다. 상점 전체(모놀리스) 또는 추천만(마이크로서비스). 높을수록 좋다.',
    },
    key: looks,
    charts: panels([
      {
        caption: { en: 'by instances of what is scaled', ko: '확장한 것의 인스턴스 수별' },
        alternative: alike`${RATE}. ${joined(
          families.map(
            ({ name, arms }) =>
              alike`${name}: ${joined(arms.map(({ capacity, replicas }) => `${capacity.toFixed(0)} (×${replicas})`))}`,
          ),
          '; ',
        )}.`,
        draw: (width) =>
          growthLines(
            families.flatMap(({ arms }, index) => {
              const look = looks[index];
              const points = arms.map(({ replicas, capacity }) => [replicas, capacity] as const);
              return look ? [{ look, points, labels: arms.map(({ replicas }) => `×${replicas}`) }] : [];
            }),
            // Room for the labels above the points.
            { x: INSTANCES, y: RATE, mostY: greatest * 1.1 },
            width,
          ),
      },
    ]),
    data: dataTable(
      [
        { en: 'arm', ko: '대상' },
        { en: 'trials', ko: '시행' },
        { en: 'capacity, 1/s', ko: '처리량, 1/s' },
        { en: 'by CPU time of a request, 1/s', ko: '요청당 CPU로 계산, 1/s' },
        { en: 'what limits it', ko: '한계의 원인' },
      ],
      families.flatMap(({ arms }) =>
        arms.map((arm) => [
          arm.arm,
          arm.trials,
          arm.capacity.toFixed(1),
          arm.expected.toFixed(1),
          limitsOf(arm, say),
        ]),
      ),
    ),
  });
}

/** Names of processes stand as they are. */
const limitsOf = ({ limits, trials: all }: ScaledArm, say: Say): Text =>
  joined(
    limits.map(([what, trials]) => {
      const ko = what === 'cannot be told' ? say(what).ko : what;
      return { en: `${what} (${trials} of ${all})`, ko: `${ko} (${all}번 중 ${trials}번)` };
    }),
  );

/** What a manager asks: what does one more buy, and where does it end? */
function gains(title: Text, families: readonly Family[], say: Say): Html | null {
  const rows = families.flatMap(({ name, arms }) =>
    arms.flatMap((arm) => {
      const { replicas, value } = arm;
      const [memory, reserved, used, efficiency] = [
        value('gain-per-100mb'),
        value('gain-per-cpu-reserved'),
        value('gain-per-cpu-used'),
        value('efficiency'),
      ];
      if (memory === undefined || reserved === undefined || used === undefined) return [];
      return [
        [
          alike`${name}: ${{ en: `×${arms[0]?.replicas} to ×${replicas}`, ko: `×${arms[0]?.replicas}~×${replicas}` }}`,
          ...[memory, reserved, used].map((gain) => gain.toFixed(1)),
          `${(100 * (efficiency ?? Number.NaN)).toFixed(0)} %`,
          limitsOf(arm, say),
        ],
      ];
    }),
  );
  if (rows.length === 0) return null;
  const head = [
    INSTANCES,
    { en: 'per 100 MB', ko: '100 MB당' },
    { en: 'per CPU reserved', ko: '예약한 CPU당' },
    { en: 'per CPU used', ko: '쓴 CPU당' },
    { en: 'throughput as a share of linear scaling', ko: '선형 확장 대비 처리량' },
    { en: 'limit of the largest (trials)', ko: '가장 큰 것의 한계(시행)' },
  ];
  return html`<figure><figcaption><strong>${title}: ${{ en: 'what each further instance buys', ko: '인스턴스를 하나 더하면 얻는 것' }}</strong><span class="soft">${{
    en: 'Answers a second gained for each 100 MB and CPU added: slopes over these numbers of instances, fitted within each round; medians of the rounds. Linear scaling, 100 %, is twice the capacity with twice as many.',
    ko: '더한 100 MB와 CPU마다 늘어난 초당 응답 수. 라운드마다 이 인스턴스 수들에 맞춘 직선의 기울기이며, 라운드의 중앙값이다. 선형 확장, 곧 100 %는 인스턴스가 두 배일 때 처리량도 두 배라는 뜻이다.',
  }}</span></figcaption>
${dataTable(head, rows)}</figure>`;
}
