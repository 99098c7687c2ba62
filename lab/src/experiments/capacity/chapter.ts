import { dataTable, figure, type KeyEntry, panels } from '../../charts/figure.ts';
import { type GrowthLine, growthLines } from '../../charts/growth-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import type { RunOf } from '../kind.ts';
import type { CapacityRecord } from './record.ts';
import { type Family, familiesOf, type ScaledArm } from './view.ts';

/** What instances, memory and CPU buy. */
export function capacityFigures(files: RunOf<CapacityRecord>): Html | null {
  const families = familiesOf(files);
  if (families.length === 0) return null;
  const title = files.manifest.scenario.measures[0]?.group ?? '';
  return html`<h2>What adding instances buys</h2>${capacities(title, families)}${gains(title, families)}`;
}

type Look = GrowthLine['look'];

const lookOf = (index: number, name: string): Look & KeyEntry => ({
  name,
  colour: `var(--arm${index % 6})`,
  dash: 'solid',
  mark: 'line',
});

const AXES: readonly { caption: string; x: string; read: (arm: ScaledArm) => number }[] = [
  { caption: 'by instances of what is scaled', x: 'instances', read: ({ replicas }) => replicas },
  { caption: 'by memory', x: 'MB', read: ({ megabytes }) => megabytes },
  { caption: 'by CPU reserved', x: 'CPUs', read: ({ cpusReserved }) => cpusReserved },
  { caption: 'by CPU used', x: 'CPUs', read: ({ cpusUsed }) => cpusUsed },
];

/** The same on several axes. */
function capacities(title: string, families: readonly Family[]): Html {
  const looks = families.map(({ name }, index) => lookOf(index, name));
  const greatest = Math.max(...families.flatMap(({ arms }) => arms.map(({ capacity }) => capacity)));
  const told = families.map(({ name, arms }) => {
    const [first, last] = [arms[0], arms.at(-1)];
    if (arms.length === 1) return `${name} ×${first?.replicas} does ${first?.capacity.toFixed(0)} a second`;
    return `${name} goes from ${first?.capacity.toFixed(0)} to ${last?.capacity.toFixed(0)} a second with ×${last?.replicas}`;
  });
  return figure({
    title: `${title}: ${told.join(', ')}`,
    reading:
      'Answers a second in a burst, medians of the trials. Each point is a number of instances of what is scaled: of all of the shop (monolith), or of recommendations alone (microservices). Higher and farther left is better.',
    key: looks,
    charts: panels(
      AXES.map(({ caption, x, read }) => ({
        caption,
        alternative: `${caption}: ${families.map(({ name, arms }) => `${name}: ${arms.map((arm) => `${arm.capacity.toFixed(0)} a second at ${read(arm).toFixed(2)} ${x}`).join(', ')}`).join('; ')}.`,
        draw: (width) =>
          growthLines(
            families.map(({ arms }, index) => ({
              look: looks[index] ?? lookOf(index, ''),
              points: arms.map((arm) => [read(arm), arm.capacity] as const),
              labels: arms.map(({ replicas }) => `×${replicas}`),
            })),
            // Room for the labels above the points.
            { x, y: 'answers a second', mostY: greatest * 1.1 },
            width,
          ),
      })),
    ),
    data: dataTable(
      [
        'arm',
        'trials',
        'capacity, 1/s',
        'by CPU time of a request, 1/s',
        'MB',
        'CPUs reserved',
        'CPUs used',
        'what limits it',
      ],
      families.flatMap(({ arms }) =>
        arms.map((arm) => [
          arm.arm,
          arm.trials,
          arm.capacity.toFixed(1),
          arm.expected.toFixed(1),
          arm.megabytes.toFixed(0),
          arm.cpusReserved.toFixed(2),
          arm.cpusUsed.toFixed(2),
          arm.limits.map(([what, trials]) => `${what} (${trials} of ${arm.trials})`).join(', '),
        ]),
      ),
    ),
  });
}

/** What a manager asks: what does one more buy, and where does it end? */
function gains(title: string, families: readonly Family[]): Html | null {
  const rows = families.flatMap(({ name, arms }) =>
    arms.flatMap(({ replicas, value, limits }) => {
      const [memory, reserved, used, efficiency] = [
        value('gain-per-100mb'),
        value('gain-per-cpu-reserved'),
        value('gain-per-cpu-used'),
        value('efficiency'),
      ];
      if (memory === undefined || reserved === undefined || used === undefined) return [];
      return [
        [
          `${name}: ×${arms[0]?.replicas} to ×${replicas}`,
          ...[memory, reserved, used].map((gain) => gain.toFixed(1)),
          `${(100 * (efficiency ?? Number.NaN)).toFixed(0)} %`,
          limits.map(([what, trials]) => `${what} ${trials}`).join(', '),
        ],
      ];
    }),
  );
  if (rows.length === 0) return null;
  const head = [
    'instances',
    'per 100 MB',
    'per CPU reserved',
    'per CPU used',
    'efficiency',
    'limit of the largest (trials)',
  ];
  return html`<figure><figcaption><strong>${title}: what each further instance buys</strong><span class="soft">Answers a second gained for each 100 MB and CPU added: slopes over these numbers of instances, fitted within each round; medians of the rounds. Efficiency is the capacity divided by that of proportional growth: 100 % is twice the capacity with twice as many.</span></figcaption>
${dataTable(head, rows)}</figure>`;
}
