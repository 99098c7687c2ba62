import { dataTable, figure, type KeyEntry, panels } from '../../charts/figure.ts';
import { type GrowthLine, growthLines } from '../../charts/growth-lines.ts';
import type { Html } from '../../charts/html.ts';
import { alike, joined } from '../../charts/said.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { Family, ScaledArm } from './view.ts';

/** How a family is drawn, in charts and in their key. */
export type Look = GrowthLine['look'] & KeyEntry;

/** What a chart's axis is called that shows capacities. */
export const RATE: Text = { en: 'answers a second', ko: '초당 응답' };

interface Resource {
  readonly name: Text;
  readonly unit: string;
  /** After the point. */
  readonly digits: number;
  readonly read: (arm: ScaledArm) => number;
}

const RESOURCES: readonly Resource[] = [
  { name: { en: 'memory', ko: '메모리' }, unit: 'MB', digits: 0, read: ({ megabytes }) => megabytes },
  {
    name: { en: 'CPU reserved', ko: '예약한 CPU' },
    unit: 'CPUs',
    digits: 2,
    read: ({ cpusReserved }) => cpusReserved,
  },
  {
    name: { en: 'CPU used', ko: '쓴 CPU' },
    unit: 'CPUs',
    digits: 2,
    read: ({ cpusUsed }) => cpusUsed,
  },
];

/**
 * What a capacity costs in all. Whose line begins higher pays more for the start, whose line is steeper for each further answer. Where two
 * lines cross, both cost the same.
 *
 * @param looks of the families, in their order
 */
export function prices(title: Text, families: readonly Family[], looks: readonly Look[]): Html {
  const greatest = Math.max(...families.flatMap(({ arms }) => arms.map(({ capacity }) => capacity)));
  return figure({
    title: alike`${title}: ${joined(families.map(told), '; ')}`,
    reading: {
      en: 'What the whole shop needs (upwards) for so many answers a second (to the right), medians of the trials. Each point is a number of instances. A line that begins higher costs more from the start; a steeper one costs more for each further answer. Lower is better.',
      ko: '초당 응답 수(가로)에 상점 전체가 쓰는 자원(세로), 시행의 중앙값. 점은 인스턴스 수다. 높은 데서 시작하는 선은 처음부터 더 들고, 가파른 선은 응답이 늘 때마다 더 든다. 낮을수록 좋다.',
    },
    key: looks,
    charts: panels(
      RESOURCES.map(({ name, unit, digits, read }) => {
        const lines = families.flatMap(({ arms }, index): GrowthLine[] => {
          const look = looks[index];
          const points = arms.map((arm) => [arm.capacity, read(arm)] as const);
          return look ? [{ look, points, labels: arms.map(({ replicas }) => `×${replicas}`) }] : [];
        });
        const most = Math.max(...families.flatMap(({ arms }) => arms.map(read)));
        const each = families.map(
          ({ name: family, arms }) =>
            alike`${family}: ${joined(arms.map((arm) => alike`${read(arm).toFixed(digits)} (${arm.capacity.toFixed(0)} ${RATE})`))}`,
        );
        return {
          caption: name,
          alternative: alike`${name}, ${unit}. ${joined(each, '; ')}.`,
          // Room for the labels above the points.
          draw: (width: number) =>
            growthLines(lines, { x: RATE, y: unit, mostX: greatest, mostY: most * 1.1 }, width),
        };
      }),
    ),
    data: dataTable(
      [{ en: 'arm', ko: '대상' }, RATE, ...RESOURCES.map(({ name, unit }) => alike`${name}, ${unit}`)],
      families.flatMap(({ arms }) =>
        arms.map((arm) => [
          arm.arm,
          arm.capacity.toFixed(1),
          ...RESOURCES.map(({ digits, read }) => read(arm).toFixed(digits)),
        ]),
      ),
    ),
  });
}

/** e.g. `monolith takes 262 MB for 61 answers a second and 651 MB for 143`. */
function told({ name, arms }: Family): Text {
  const [first, ...more] = [arms.at(0), ...(arms.length > 1 ? [arms.at(-1)] : [])].flatMap((arm) =>
    arm ? [{ cost: `${arm.megabytes.toFixed(0)} MB`, rate: arm.capacity.toFixed(0) }] : [],
  );
  return {
    en: `${name} takes ${first?.cost} for ${first?.rate} answers a second${more.map(({ cost, rate }) => ` and ${cost} for ${rate}`).join('')}`,
    ko: `${name} 초당 ${first?.rate}건에 ${first?.cost}${more.map(({ cost, rate }) => `, ${rate}건에 ${cost}`).join('')}`,
  };
}
