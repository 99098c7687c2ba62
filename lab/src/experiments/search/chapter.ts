import { dataTable, figure, type KeyEntry, panels } from '../../charts/figure.ts';
import { type GrowthLine, growthLines } from '../../charts/growth-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import type { RunOf } from '../kind.ts';
import type { ScalingRecord } from './record.ts';
import { type ScaledLoadView, type ScaledSide, scaledLoads, scalingSteps } from './view.ts';

/** What instances, memory and CPU buy. */
export function scalingFigures(files: RunOf<ScalingRecord>): Html | null {
  const loads = scaledLoads(files);
  if (loads.length === 0) return null;
  return html`<h2>What adding instances buys</h2>${loads.map((load) => rates(load))}${loads.map((load) => gains(load))}`;
}

type Look = GrowthLine['look'];

const lookOf = (index: number, base: string): Look & KeyEntry => ({
  name: base,
  colour: `var(--arm${index % 6})`,
  dash: 'solid',
  mark: 'line',
});

/** The same on three axes: instances, megabytes, CPUs. */
function rates({ title, sides }: ScaledLoadView): Html {
  const looks = sides.map(({ base }, index) => lookOf(index, base));
  const greatest = Math.max(...sides.flatMap(({ arms }) => arms.map(({ rate }) => rate)));
  const axes = [
    {
      caption: 'by instances of what is scaled',
      x: 'instances',
      read: (arm: ScaledSide['arms'][number]) => arm.replicas,
    },
    { caption: 'by memory', x: 'MB', read: (arm: ScaledSide['arms'][number]) => arm.megabytes },
    { caption: 'by CPU reserved', x: 'CPUs', read: (arm: ScaledSide['arms'][number]) => arm.cpusReserved },
    { caption: 'by CPU used', x: 'CPUs', read: (arm: ScaledSide['arms'][number]) => arm.cpusUsed },
  ];
  const told = sides.map(({ base, arms }) => {
    const [first, last] = [arms[0], arms.at(-1)];
    if (arms.length === 1) return `${base} sustains ${first?.rate.toFixed(0)} requests a second`;
    return `${base} goes from ${first?.rate.toFixed(0)} to ${last?.rate.toFixed(0)} requests a second with ×${last?.replicas}`;
  });
  return figure({
    title: `${title}: ${told.join(', ')}`,
    reading:
      'The greatest rate that meets the objective, medians of the trials. Each point is a number of instances of what is scaled: of all of the shop (monolith), or of recommendations alone (microservices). Higher and farther left is better.',
    key: looks,
    charts: panels(
      axes.map(({ caption, x, read }) => ({
        caption,
        alternative: `${caption}: ${sides.map(({ base, arms }) => `${base}: ${arms.map((arm) => `${arm.rate.toFixed(0)} requests a second at ${read(arm).toFixed(2)} ${x}`).join(', ')}`).join('; ')}.`,
        draw: (width) =>
          growthLines(
            sides.map(({ arms }, index) => ({
              look: looks[index] ?? lookOf(index, ''),
              points: arms.map((arm) => [read(arm), arm.rate] as const),
              labels: arms.map(({ replicas }) => `×${replicas}`),
            })),
            // Room for the labels above the points.
            { x, y: 'requests a second', mostY: greatest * 1.1 },
            width,
          ),
      })),
    ),
    data: dataTable(
      [
        'arm',
        'trials',
        'rate that passed, 1/s',
        'that failed, 1/s',
        'MB',
        'CPUs reserved',
        'CPUs used',
        'what limits it',
      ],
      sides.flatMap(({ arms }) =>
        arms.map((arm) => [
          arm.arm,
          arm.trials,
          arm.rate.toFixed(0),
          arm.failed.toFixed(0),
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
function gains({ title, sides }: ScaledLoadView): Html | null {
  const rows = sides.flatMap((side) => {
    const steps = scalingSteps(side);
    return steps.map(({ from, to, efficiency, perMegabyte, perCpuReserved, perCpuUsed }) => [
      `${side.base}: ×${from} → ×${to}`,
      amount(perMegabyte * 100),
      amount(perCpuReserved),
      amount(perCpuUsed),
      `${(100 * efficiency).toFixed(0)} %`,
      side.arms
        .find(({ replicas }) => replicas === to)
        ?.limits.map(([what, trials]) => `${what} ${trials}`)
        .join(', ') ?? '–',
    ]);
  });
  if (rows.length === 0) return null;
  const head = [
    'step',
    'per 100 MB',
    'per CPU reserved',
    'per CPU used',
    'efficiency',
    'limit after the step (trials)',
  ];
  return html`<figure><figcaption><strong>${title}: what each further instance buys</strong><span class="soft">Requests a second gained for each 100 MB and CPU added; of the medians. Efficiency is the rate divided by the rate of proportional growth: 100 % is twice the rate with twice as many.</span></figcaption>
${dataTable(head, rows)}</figure>`;
}

const amount = (value: number): string => value.toFixed(1);
