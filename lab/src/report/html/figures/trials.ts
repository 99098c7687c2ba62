import { armLooks } from '../../../charts/arm-looks.ts';
import { logAxis } from '../../../charts/axes.ts';
import { dataTable, figure, fullWidth, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { alike, joined } from '../../../charts/said.ts';
import { timeLines } from '../../../charts/time-lines.ts';
import { ratiosByRound, trialOrder } from '../../../charts/trial-order.ts';
import { sayerOf } from '../../../charts/vocabulary.ts';
import { duration, quantity, times } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Text } from '../../../scenario/scenario.ts';
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
  return html`${timeLineFigure(files)}${orderFigure(files)}${ratioFigure(files)}`;
}

function timeLineFigure(files: RunFiles): Html | null {
  const trials = files.trials.map((trial) => ({ trial, points: secondsOf(files, trial) }));
  const values = trials.flatMap(({ points }) => points.flatMap(([, ms]) => ms ?? []));
  if (values.length === 0 || files.manifest.scenario.phases.length === 0) return null;
  const say = sayerOf(files.manifest);
  const stretches = stretchesOf(files).map((stretch) => ({ ...stretch, name: say(stretch.name) }));
  const shared = { stretches, axis: logAxis(values) };
  const unlike = mostUnlike(files);
  const looks = armLooks(files);
  const invalid = files.trials.some(({ valid }) => !valid);
  return figure({
    title: unlike
      ? {
          en: `The trial most unlike its arm's others is number ${unlike.number} (${unlike.arm}, round ${unlike.round}): its p50 is ${times(unlike.ratio)}× theirs`,
          ko: `같은 대상의 다른 시행과 가장 다른 것은 ${unlike.number}번(${unlike.arm}, 라운드 ${unlike.round}): p50이 다른 시행의 ${times(unlike.ratio)}배`,
        }
      : { en: 'Each trial second by second', ko: '초 단위로 본 시행' },
    reading: {
      en: 'Median response time of each second (logarithmic), a line for each trial. If the lines of an arm lie on each other, nothing disturbed it.',
      ko: '1초마다의 응답 시간 중앙값(로그 축), 시행마다 선 하나. 한 대상의 선들이 겹쳐 있으면 방해가 없었던 것이다.',
    },
    key: [
      ...looks,
      ...(invalid
        ? [{ name: { en: 'invalid trial', ko: '무효 시행' }, colour: 'var(--bad)', mark: 'dashed' as const }]
        : []),
    ],
    charts: panels(
      looks.map((look) => {
        const own = trials.filter(({ trial }) => trial.arm === look.name);
        const told = own.flatMap(({ points }) => points.flatMap(([, ms]) => ms ?? []));
        return {
          caption: alike`${look.name}, ${{ en: counted(own.length, 'trial'), ko: `시행 ${own.length}번` }}`,
          alternative: alike`${look.name}: ${between(told)}.`,
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
      [
        { en: 'trial', ko: '시행' },
        { en: 'round', ko: '라운드' },
        { en: 'arm', ko: '대상' },
        { en: 'load', ko: '부하' },
        { en: 'p50 of the seconds: least', ko: '초별 p50: 최소' },
        { en: 'middle', ko: '중간' },
        { en: 'most, ms', ko: '최대, ms' },
      ],
      files.trials.flatMap((trial) =>
        trial.phases.map(({ name, timeline }) => {
          const seconds = timeline.flatMap(({ p50 }) => p50 ?? []);
          const figures =
            seconds.length === 0
              ? ['–', '–', '–']
              : [Math.min(...seconds), median(seconds), Math.max(...seconds)].map((ms) => ms.toFixed(2));
          return [trial.number, trial.round, trial.arm, say(name), ...figures];
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
  const title: Text = {
    en: `${counted(trials.length, 'trial')} ran in ${counted(ran, 'round')}; ${invalid === 0 ? 'none is invalid' : `${invalid} ${invalid === 1 ? 'is' : 'are'} invalid and left out`}`,
    ko: `라운드 ${ran}번에 시행 ${trials.length}번, ${invalid === 0 ? '무효 없음' : `무효 ${invalid}번은 제외`}`,
  };
  const placed = positions(trials).map(({ trial, position }) => ({
    round: trial.round,
    position,
    valid: trial.valid,
    colour: looks.find(({ name }) => name === trial.arm)?.colour ?? 'var(--soft)',
  }));
  return figure({
    title,
    reading: {
      en: 'Each round holds every arm once; their systems are started in an order drawn from the seed. A crossed square is an invalid trial; its round was run again.',
      ko: '라운드마다 모든 대상을 한 번씩, 시드에서 뽑은 순서로 시작한다. ×표는 무효 시행이며 그 라운드는 다시 실행했다.',
    },
    key: [
      ...looks.map(({ name, colour }) => ({ name, colour })),
      ...(invalid > 0
        ? [{ name: { en: 'invalid', ko: '무효' }, colour: 'var(--bad)', mark: 'cross' as const }]
        : []),
    ],
    charts: fullWidth(
      alike`${title}. ${joined(trials.map(({ arm, valid }) => (valid ? arm : alike`${arm} (${{ en: 'invalid', ko: '무효' }})`)))}.`,
      (width) => trialOrder(placed, rounds, width),
    ),
    data: dataTable(
      [
        { en: 'trial', ko: '시행' },
        { en: 'round', ko: '라운드' },
        { en: 'arm', ko: '대상' },
        { en: 'attempt', ko: '시도' },
        { en: 'began, UTC', ko: '시작, UTC' },
        { en: 'took', ko: '걸린 시간' },
        { en: 'machine load before', ko: '머신 부하: 전' },
        { en: 'after', ko: '후' },
        'steal',
      ],
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
  const phase = files.manifest.scenario.phases[0]?.name ?? '';
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
  const said = joined(
    arms.map(({ name, ratios }) => alike`${name}: ${spread(ratios)}`),
    '; ',
  );
  const title: Text = {
    en: `${said.en} (p50 of all requests at ${phase} load)`,
    ko: `${said.ko} (${sayerOf(files.manifest)(phase).ko} 부하, 모든 요청의 p50)`,
  };
  return figure({
    title,
    reading: {
      en: `The p50 of each round divided by that of ${baseline} in the same round; dashed, their median. Dots that climb or fall over the rounds would show a drift that pairing does not remove.`,
      ko: `라운드마다 같은 라운드의 ${baseline} p50으로 나눈 p50. 파선은 중앙값. 라운드가 갈수록 점이 오르거나 내리면 짝짓기로 없어지지 않는 드리프트가 있는 것이다.`,
    },
    key: arms.map(({ name, colour, dash }) => ({
      name,
      colour,
      ...(dash === 'dashed' ? { mark: 'hollow' as const } : {}),
    })),
    charts: fullWidth(title, (width) => ratiosByRound(arms, rounds, width)),
    data: dataTable(
      [{ en: 'round', ko: '라운드' }, ...arms.map(({ name }) => `${name} ÷ ${baseline}`)],
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

function spread(pairs: readonly MedianByRound[]): Text {
  const ratios = pairs.map(({ ratio }) => ratio);
  const slower = ratios.filter((ratio) => ratio > 1).length;
  const [least, most] = [times(Math.min(...ratios)), times(Math.max(...ratios))];
  const [en, ko] = [`${least}× to ${most}×`, `${least}~${most}배`];
  if (slower === ratios.length)
    return { en: `slower in every round, ${en}`, ko: `모든 라운드에서 느림, ${ko}` };
  if (slower === 0) return { en: `faster in every round, ${en}`, ko: `모든 라운드에서 빠름, ${ko}` };
  return {
    en: `slower in ${slower} of ${ratios.length} rounds, ${en}`,
    ko: `라운드 ${ratios.length}번 중 ${slower}번 느림, ${ko}`,
  };
}

/** The least and the greatest median of a second, in ms. */
function between(medians: readonly number[]): Text {
  if (medians.length === 0) return { en: 'no medians of one second', ko: '초별 중앙값 없음' };
  const [least, most] = [quantity(Math.min(...medians), 'ms'), quantity(Math.max(...medians), 'ms')];
  return { en: `medians of one second between ${least} and ${most}`, ko: `초별 중앙값 ${least}~${most}` };
}
