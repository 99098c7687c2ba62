import { logAxis } from '../../../charts/axes.ts';
import { armLooks, dataTable, figure, fullWidth, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { timeLines } from '../../../charts/time-lines.ts';
import { ratiosByRound, trialOrder } from '../../../charts/trial-order.ts';
import { duration, quantity, times } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { median } from '../../../stats/order-statistics.ts';
import { counted } from '../../../terminal/counted.ts';
import { othersOf } from '../../view.ts';
import {
  type MedianByRound,
  mostUnlike,
  pairedRatios,
  positions,
  secondsOf,
  stretchesOf,
} from '../../views/trials.ts';

/** The trials one by one: in time, in their order, and round by round. */
export function trialFigures(files: RunFiles): Html {
  if (files.trials.length === 0) return html``;
  return html`<h2>Trial by trial</h2>${timeLineFigure(files)}${orderFigure(files)}${ratioFigure(files)}`;
}

function timeLineFigure(files: RunFiles): Html | null {
  const trials = files.trials.map((trial) => ({ trial, points: secondsOf(files, trial) }));
  const values = trials.flatMap(({ points }) => points.flatMap(([, ms]) => ms ?? []));
  if (values.length === 0 || files.manifest.scenario.phases.length === 0) return null;
  const shared = { stretches: stretchesOf(files), axis: logAxis(values) };
  const unlike = mostUnlike(files);
  const looks = armLooks(files);
  const invalid = files.trials.some(({ valid }) => !valid);
  return figure({
    title: unlike
      ? `The trial most unlike its arm's others is number ${unlike.number} (${unlike.arm}, round ${unlike.round}): its p50 is ${times(unlike.ratio)}× theirs`
      : 'Each trial second by second',
    reading: `Median response time of each second (logarithmic), a line for each trial. If the lines of an arm lie on each other, nothing disturbed it.`,
    key: [
      ...looks,
      ...(invalid ? [{ name: 'invalid trial', colour: 'var(--bad)', mark: 'dashed' as const }] : []),
    ],
    charts: panels(
      looks.map((look) => {
        const own = trials.filter(({ trial }) => trial.arm === look.name);
        const told = own.flatMap(({ points }) => points.flatMap(([, ms]) => ms ?? []));
        return {
          caption: `${look.name}, ${own.length} ${own.length === 1 ? 'trial' : 'trials'}`,
          alternative: `${look.name}: medians of one second${told.length > 0 ? ` between ${quantity(Math.min(...told), 'ms')} and ${quantity(Math.max(...told), 'ms')}` : ', none'}.`,
          draw: (width) =>
            timeLines(
              own.map(({ trial, points }) => ({ points, valid: trial.valid })),
              look,
              shared,
              width,
            ),
        };
      }),
    ),
    data: dataTable(
      ['trial', 'round', 'arm', 'load', 'p50 of the seconds: least', 'middle', 'most, ms'],
      files.trials.flatMap((trial) =>
        trial.phases.map(({ name, timeline }) => {
          const seconds = timeline.flatMap(({ p50 }) => p50 ?? []);
          const figures =
            seconds.length === 0
              ? ['–', '–', '–']
              : [Math.min(...seconds), median(seconds), Math.max(...seconds)].map((ms) => ms.toFixed(2));
          return [trial.number, trial.round, trial.arm, name, ...figures];
        }),
      ),
    ),
  });
}

function orderFigure(files: RunFiles): Html {
  const { trials } = files;
  const looks = armLooks(files);
  const rounds = Math.max(1, ...trials.map(({ round }) => round));
  const ran = new Set(trials.map(({ round }) => round)).size;
  const invalid = trials.filter(({ valid }) => !valid).length;
  const title = `${counted(trials.length, 'trial')} ran in ${counted(ran, 'round')}; ${invalid === 0 ? 'none is invalid' : `${invalid} ${invalid === 1 ? 'is' : 'are'} invalid and left out`}`;
  const placed = positions(trials).map(({ trial, position }) => ({
    round: trial.round,
    position,
    valid: trial.valid,
    colour: looks.find(({ name }) => name === trial.arm)?.colour ?? 'var(--soft)',
  }));
  return figure({
    title,
    reading:
      'Each round holds every arm once; their systems are started in an order drawn from the seed. A crossed square is an invalid trial; its round was run again.',
    key: [
      ...looks.map(({ name, colour }) => ({ name, colour })),
      ...(invalid > 0 ? [{ name: 'invalid', colour: 'var(--bad)', mark: 'cross' as const }] : []),
    ],
    charts: fullWidth(
      `${title}. In order: ${trials.map(({ arm, valid }) => (valid ? arm : `${arm} (invalid)`)).join(', ')}.`,
      (width) => trialOrder(placed, rounds, width),
    ),
    data: dataTable(
      ['trial', 'round', 'arm', 'attempt', 'began, UTC', 'took', 'machine load before', 'after', 'steal'],
      trials.map(({ number, round, arm, attempt, startedAt, endedAt, machine }) => [
        number,
        round,
        arm,
        attempt,
        startedAt.slice(11, 19),
        duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
        machine.loadBefore.toFixed(2),
        machine.loadAfter.toFixed(2),
        machine.steal === null ? '–' : `${(machine.steal * 100).toFixed(1)} %`,
      ]),
    ),
  });
}

function ratioFigure(files: RunFiles): Html | null {
  const { baseline } = files.comparison;
  const phase = files.manifest.scenario.phases[0]?.name;
  const looks = armLooks(files);
  const arms = othersOf(files).flatMap((arm) => {
    const look = looks.find(({ name }) => name === arm);
    const ratios = pairedRatios(files, arm);
    return look && ratios.length > 0
      ? [{ ...look, ratios, median: median(ratios.map(({ ratio }) => ratio)) }]
      : [];
  });
  if (arms.length === 0) return null;
  const rounds = Math.max(1, ...files.trials.map(({ round }) => round));
  const title = `${arms.map(({ name, ratios }) => `${name}: ${spread(ratios)}`).join('; ')} (p50 of all requests at ${phase} load)`;
  return figure({
    title,
    reading: `The p50 of each round divided by that of ${baseline} in the same round; dashed, their median. Dots that climb or fall over the rounds would show a drift that pairing does not remove.`,
    key: arms.map(({ name, colour, dash }) => ({
      name,
      colour,
      ...(dash === 'dashed' ? { mark: 'hollow' as const } : {}),
    })),
    charts: fullWidth(`${title}.`, (width) => ratiosByRound(arms, rounds, width)),
    data: dataTable(
      ['round', ...arms.map(({ name }) => `${name} ÷ ${baseline}`)],
      Array.from({ length: rounds }, (_, index) => index + 1).map((round) => [
        round,
        ...arms.map(({ ratios }) => {
          const own = ratios.find((pair) => pair.round === round);
          return own ? own.ratio.toFixed(3) : '–';
        }),
      ]),
    ),
  });
}

function spread(pairs: readonly MedianByRound[]): string {
  const ratios = pairs.map(({ ratio }) => ratio);
  const slower = ratios.filter((ratio) => ratio > 1).length;
  const range = `${times(Math.min(...ratios))}× to ${times(Math.max(...ratios))}×`;
  if (slower === ratios.length) return `slower in every round, ${range}`;
  if (slower === 0) return `faster in every round, ${range}`;
  return `slower in ${slower} of ${ratios.length} rounds, ${range}`;
}
