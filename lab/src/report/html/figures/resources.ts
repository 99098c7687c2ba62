import { partColour, stackedBars } from '../../../charts/bars.ts';
import { dataTable, figure, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { quantity } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import {
  cpuIdle,
  cpuPerRequest,
  memoryIdle,
  memoryUnderLoad,
  type Share,
  TIME_PARTS,
  timeParts,
} from '../../views/resources.ts';

interface Stack {
  readonly caption: string;
  /** A bar for each arm that has values. */
  readonly bars: readonly { readonly label: string; readonly shares: readonly Share[] }[];
  readonly unit: string;
}

/** CPU and memory of every process, and what the servers say about a request's time. */
export function resourceFigures(files: RunFiles): Html {
  const { arms, scenario } = files.manifest;
  const stack = (caption: string, unit: string, read: (arm: string) => Share[]): Stack => ({
    caption,
    unit,
    bars: arms.flatMap(({ name }) => {
      const shares = read(name);
      return shares.length > 0 ? [{ label: name, shares }] : [];
    }),
  });
  const cpu = [
    ...scenario.phases.map(({ name }) =>
      stack(`${name} load`, 'ms of CPU per successful request', (arm) => cpuPerRequest(files, arm, name)),
    ),
    stack('without load', 'ms of CPU per second', (arm) => cpuIdle(files, arm)),
  ];
  const memory = [
    stack('ready, before any load', 'MB', (arm) => memoryIdle(files, arm)),
    ...scenario.phases.map(({ name }) =>
      stack(`after ${name} load`, 'MB', (arm) => memoryUnderLoad(files, arm, name)),
    ),
  ];
  const kind = files.trials.some(({ resources }) => resources?.memoryKind === 'rss')
    ? 'RSS, which counts shared pages once for each process'
    : 'PSS';
  return html`<h2>Where the resources went</h2>
${bars(cpu, (each) => `A request at ${cpu[0]?.caption} costs CPU time: ${each}`, 'CPU time of every process of an arm, the broker included and the load driver not; a mean over the valid trials.', 'ms')}
${bars(memory, (each) => `Ready and idle, the arms hold memory: ${each}`, `Memory of every process of an arm, the broker included (${kind}); a mean over the valid trials.`, 'MB')}`;
}

function bars(
  stacks: readonly Stack[],
  title: (each: string) => string,
  reading: string,
  unit: string,
): Html | null {
  const shown = stacks.filter(({ bars: own }) => own.length > 0);
  const [first] = shown;
  if (!first) return null;
  const processes = [
    ...new Set(
      shown.flatMap((stack) => stack.bars.flatMap(({ shares }) => shares.map(({ process }) => process))),
    ),
  ];
  const rowsOf = (stack: Stack) =>
    stack.bars.map(({ label, shares }) => ({
      label,
      parts: processes.map((name) => shares.find(({ process }) => process === name)?.value ?? 0),
    }));
  const sums = first.bars.map(({ label, shares }) => `${label} ${quantity(sum(shares), unit)}`);
  return figure({
    title: title(sums.join(', ')),
    reading,
    key: processes.map((name, index) => ({ name, colour: partColour(index) })),
    charts: panels(
      shown.map((stack) => ({
        caption: stack.caption,
        alternative: `${stack.caption}, ${stack.unit}. ${stack.bars.map(({ label, shares }) => `${label}: ${quantity(sum(shares), unit)}`).join('; ')}.`,
        draw: (width) =>
          stackedBars(
            rowsOf(stack),
            {
              unit: stack.unit,
              greatest: greatestOf(shown.filter((other) => other.unit === stack.unit)),
              show: (value) => quantity(value, unit),
            },
            width,
          ),
      })),
    ),
    data: dataTable(
      ['when', 'arm', 'process', 'mean'],
      shown.flatMap((stack) =>
        stack.bars.flatMap(({ label, shares }) =>
          shares.map(({ process, value }) => [
            stack.caption,
            label,
            process,
            `${value.toFixed(2)} ${stack.unit}`,
          ]),
        ),
      ),
    ),
  });
}

const sum = (shares: readonly Share[]): number => shares.reduce((total, { value }) => total + value, 0);

const greatestOf = (stacks: readonly Stack[]): number =>
  Math.max(0, ...stacks.flatMap((stack) => stack.bars.map(({ shares }) => sum(shares))));

/** What a request's time is made of, by the servers' own word, a panel for each endpoint. */
export function timePartFigures(files: RunFiles): Html {
  const figures = files.manifest.scenario.phases.flatMap(({ name }) => timePartFigure(files, name) ?? []);
  return figures.length === 0 ? html`` : html`<h2>Where a request's time went</h2>${figures}`;
}

function timePartFigure(files: RunFiles, phase: string): Html | undefined {
  const arms = files.manifest.arms.map(({ name }) => ({ name, rows: timeParts(files, name, phase) }));
  const all = arms.flatMap(({ name, rows }) =>
    rows.map((row) => ({ arm: name, ...row, total: total(row.parts) })),
  );
  const [longest] = all.toSorted((a, b) => b.total - a.total);
  if (!longest) return undefined;
  const greatestPart = longest.parts.indexOf(Math.max(...longest.parts));
  const endpoints = [...new Set(all.map(({ endpoint }) => endpoint))];
  const share = ((longest.parts[greatestPart] ?? 0) / longest.total) * 100;
  return figure({
    title: `At ${phase} load, of the ${quantity(longest.total, 'ms')} of “${longest.endpoint}” with ${longest.arm}, ${share.toFixed(0)} % went to ${TIME_PARTS[greatestPart]}`,
    reading:
      'Mean milliseconds of a request by the servers’ own account (Server-Timing). “Messages and waiting” is what lies between sending a call and its answer besides the called service’s own work.',
    key: TIME_PARTS.map((name, index) => ({ name, colour: partColour(index) })).filter((_, index) =>
      all.some(({ parts }) => (parts[index] ?? 0) > 0),
    ),
    charts: panels(
      endpoints.map((endpoint) => {
        const own = all.filter((row) => row.endpoint === endpoint);
        return {
          caption: endpoint,
          alternative: `${endpoint}, mean milliseconds. ${own.map((row) => `${row.arm}: ${quantity(row.total, 'ms')}, of it ${row.parts.map((part, index) => `${TIME_PARTS[index]} ${part.toFixed(2)}`).join(', ')}`).join('; ')}.`,
          draw: (width) =>
            stackedBars(
              own.map(({ arm, parts }) => ({ label: arm, parts })),
              { unit: 'ms', greatest: longest.total, show: (value) => quantity(value, 'ms') },
              width,
            ),
        };
      }),
    ),
    data: dataTable(
      ['endpoint', 'arm', ...TIME_PARTS.map((name) => `${name}, ms`), 'sum, ms'],
      all.map(({ endpoint, arm, parts, total: whole }) => [
        endpoint,
        arm,
        ...[...parts, whole].map((part) => part.toFixed(2)),
      ]),
    ),
  });
}

const total = (parts: readonly number[]): number => parts.reduce((whole, part) => whole + part, 0);
