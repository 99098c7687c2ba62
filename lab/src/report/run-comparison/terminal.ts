import type { ChangeRecord, RunComparison } from '../../compare/run-comparison.ts';
import { onOutput } from '../../terminal/colours.ts';
import {
  amountOf,
  byOutcome,
  changeInWords,
  labelOf,
  runInWords,
  settingInWords,
  subjectOf,
  whyOpen,
} from './words.ts';

const EXAMPLES = 4;

/** What differs between two runs, for a terminal: changes in full, the rest by arm. */
export function renderComparisonTerminal(comparison: RunComparison): string {
  const { a, b, scenario, differences, warnings } = comparison;
  const [changed, same, open] = byOutcome(comparison);
  const claims = comparison.claims.filter((claim) => claim.changed);
  return [
    '',
    `${onOutput.bold(scenario.title.en)} · run B compared with run A`,
    `  A  ${a.runId}  ${onOutput.dim(runInWords(a))}`,
    `  B  ${b.runId}  ${onOutput.dim(runInWords(b))}`,
    '',
    comparison.setting === 'same' ? settingInWords(comparison) : onOutput.yellow(settingInWords(comparison)),
    ...differences.map(
      ({ what, a: before, b: after, reach }) =>
        `  ${reach === 'told' ? '·' : onOutput.yellow('!')} ${what}: ${before} → ${after}`,
    ),
    ...section(changed, (changes) => changes.map(line)),
    ...section(same, (changes) => bySubject(changes, () => '')),
    ...section(open, (changes) => bySubject(changes, ([first]) => (first ? `: ${whyOpen(first)}` : ''))),
    '',
    onOutput.bold(`Claims whose verdict changed: ${claims.length} of ${comparison.claims.length}`),
    ...claims.map(
      ({ id, text, a: before, b: after }) =>
        `  ${text.en} ${onOutput.dim(`(${id})`)}: ${before ?? 'not decided'} → ${after ?? 'not decided'}`,
    ),
    ...(warnings.length > 0 ? ['', onOutput.bold('Warnings')] : []),
    ...warnings.map((warning) => `  ${onOutput.yellow('!')} ${warning}`),
  ].join('\n');
}

function section(
  outcome: ReturnType<typeof byOutcome>[number] | undefined,
  lines: (changes: readonly ChangeRecord[]) => string[],
): string[] {
  if (!outcome) return [];
  return ['', onOutput.bold(`${outcome.title}: ${outcome.changes.length}`), ...lines(outcome.changes)];
}

function line(change: ChangeRecord): string {
  const good = change.verdict === change.better;
  const words = good ? onOutput.green(changeInWords(change)) : onOutput.red(changeInWords(change));
  return `  ${subjectOf(change)}: ${labelOf(change)}  ${amountOf(change.a, change)} → ${amountOf(change.b, change)}  ${words}`;
}

/** A line for each arm or ratio: there may be hundreds of metrics, and the files list them all. */
function bySubject(
  changes: readonly ChangeRecord[],
  why: (changes: readonly ChangeRecord[]) => string,
): string[] {
  const subjects = [...new Set(changes.map(subjectOf))];
  return subjects.map((subject) => {
    const own = changes.filter((change) => subjectOf(change) === subject);
    const named = own.slice(0, EXAMPLES).map(labelOf).join('; ');
    const more = own.length > EXAMPLES ? ` and ${own.length - EXAMPLES} more` : '';
    return `  ${subject}: ${named}${more}${onOutput.dim(why(own))}`;
  });
}
