import Table from 'cli-table3';
import { onOutput } from '../terminal/colours.ts';
import { counted } from '../terminal/counted.ts';
import { meanRatio, type Planted, type PlantedReading, plantedIn } from './planted.ts';
import { tableOf } from './render-calibration.ts';

/** What was planted and what was read, the runs whose interval misses, and what passes; for a terminal of 115 columns. */
export function renderPlanted({ readings, same, figures, pass }: Planted): string {
  const called = same.flatMap(({ runId, called: metrics }) =>
    metrics.map((metric) => `${metric} (${runId})`),
  );
  const missed = readings.filter(({ inside }) => !inside);
  return [
    onOutput.bold('CPU per request of a monolith that wastes CPU time, as a ratio to one that does not'),
    effects(readings),
    ...missed.map(
      ({ runId, metric, planted, ci95: [low, high] }) =>
        `  misses ${(1 + planted).toFixed(2)}: ${metric} of ${runId} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    ),
    ...(called.length > 0 ? [`  the same, called higher or lower: ${called.join(', ')}`] : []),
    '',
    tableOf(figures),
    verdict(figures.filter((figure) => !figure.pass).length, figures.length, pass),
  ].join('\n');
}

function effects(readings: readonly PlantedReading[]): string {
  const table = new Table({
    head: ['planted', 'intervals', 'contain it', 'mean ratio', 'widest interval', 'higher', 'lower'],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: onOutput.isColorSupported ? ['bold'] : [], border: [] },
  });
  for (const planted of plantedIn(readings)) {
    const own = readings.filter((reading) => reading.planted === planted);
    const count = (counts: (reading: PlantedReading) => boolean) => own.filter(counts).length;
    const widest = own.toSorted((a, b) => b.ci95[1] / b.ci95[0] - a.ci95[1] / a.ci95[0])[0]?.ci95 ?? [1, 1];
    table.push([
      (1 + planted).toFixed(2),
      own.length,
      count(({ inside }) => inside),
      meanRatio(own).toFixed(3),
      `[${widest.map((end) => end.toFixed(3)).join(', ')}]`,
      count(({ verdict }) => verdict === 'higher'),
      count(({ verdict }) => verdict === 'lower'),
    ]);
  }
  return table.toString();
}

function verdict(off: number, all: number, pass: boolean): string {
  if (pass) return onOutput.green(`All ${counted(all, 'figure')} are as planted.`);
  if (all === 0) return onOutput.red('No run has an interval: nothing was counted.');
  return onOutput.red(`${off} of ${counted(all, 'figure')} ${off === 1 ? 'is' : 'are'} off.`);
}
