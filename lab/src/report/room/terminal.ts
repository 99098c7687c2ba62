import { onOutput } from '../../terminal/colours.ts';
import { counted } from '../../terminal/counted.ts';
import { tallyInWords } from '../prediction-words.ts';
import type { RoomScenario } from './room.ts';
import { agreementInWords, lengthOf, machineInWords, ratioRange, SEVERAL_RULES, whoOf } from './words.ts';

/** The runs of a room for a terminal: who brought what, on which claims they agree, and how far their ratios are apart. */
export const renderRoomTerminal = (scenarios: readonly RoomScenario[]): string =>
  scenarios.flatMap(linesOf).join('\n');

function linesOf({ title, runs, claims, ratios }: RoomScenario): string[] {
  const scored = runs.flatMap((run) => (run.score ? [{ run, score: run.score }] : []));
  const block = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${heading}`, ...lines.map((line) => `    ${line}`)];
  return [
    '',
    onOutput.bold(`${title.en}: ${counted(runs.length, 'run')}`),
    ...runs.map(
      (run) => `  ${run.number}  ${whoOf(run)}  ${onOutput.dim(`${machineInWords(run)}; ${lengthOf(run)}`)}`,
    ),
    ...block(
      'Claims',
      claims.flatMap((claim) => [
        `${agreementInWords(claim).en}: ${claim.text.en} ${onOutput.dim(`(${claim.id})`)}`,
        ...(claim.oneRule ? [] : [onOutput.yellow(`! ${SEVERAL_RULES.en}`)]),
      ]),
    ),
    ...block(
      'Ratios',
      ratios.map((ratio) => ratioRange(ratio).en),
    ),
    ...block(
      'Predictions',
      scored.map(({ run, score }) => `${run.number}  ${whoOf(run)}  ${tallyInWords([score]).en}`),
    ),
  ];
}
