import type { ChangeRecord, RunComparison } from '../../compare/run-comparison.ts';
import type { Text } from '../../scenario/scenario.ts';
import { onOutput } from '../../terminal/colours.ts';
import type { Language } from '../language.ts';
import {
  amountOf,
  byOutcome,
  changeSaid,
  circumstanceSaid,
  labelOf,
  type Outcome,
  rulingSaid,
  runSaid,
  settingSaid,
  subjectOf,
  WARNINGS,
  warningsSaid,
  whyOpen,
} from './words.ts';

const EXAMPLES = 4;

type Say = (text: Text) => string;

/** What differs between two runs, for a terminal: changes in full, the rest by arm. */
export function renderComparisonTerminal(comparison: RunComparison, language: Language = 'en'): string {
  const { a, b, scenario, differences } = comparison;
  const say: Say = (text) => text[language];
  const [changed, same, open] = byOutcome(comparison);
  const claims = comparison.claims.filter((claim) => claim.changed);
  const warnings = warningsSaid(comparison);
  const setting = say(settingSaid(comparison));
  return [
    '',
    `${onOutput.bold(say(scenario.title))} · ${say({ en: 'run B compared with run A', ko: '실행 A 대비 실행 B' })}`,
    `  A  ${a.runId}  ${onOutput.dim(say(runSaid(a)))}`,
    `  B  ${b.runId}  ${onOutput.dim(say(runSaid(b)))}`,
    '',
    comparison.setting === 'same' ? setting : onOutput.yellow(setting),
    ...differences.map(
      (each) =>
        `  ${each.reach === 'told' ? '·' : onOutput.yellow('!')} ${say(circumstanceSaid(each))}: ${each.a} → ${each.b}`,
    ),
    ...section(changed, say, (changes) => changes.map((change) => line(change, say))),
    ...section(same, say, (changes) => bySubject(changes, say, () => '')),
    ...section(open, say, (changes) =>
      bySubject(changes, say, ([first]) => (first ? `: ${say(whyOpen(first))}` : '')),
    ),
    '',
    onOutput.bold(
      say({
        en: `Claims whose verdict changed: ${claims.length} of ${comparison.claims.length}`,
        ko: `판정이 바뀐 주장: ${comparison.claims.length}개 중 ${claims.length}개`,
      }),
    ),
    ...claims.map(
      (claim) =>
        `  ${say(claim.text)} ${onOutput.dim(`(${claim.id})`)}: ${say(rulingSaid(claim.a))} → ${say(rulingSaid(claim.b))}`,
    ),
    ...(warnings.length > 0 ? ['', onOutput.bold(say(WARNINGS))] : []),
    ...warnings.map((warning) => `  ${onOutput.yellow('!')} ${say(warning)}`),
  ].join('\n');
}

function section(
  outcome: Outcome | undefined,
  say: Say,
  lines: (changes: readonly ChangeRecord[]) => string[],
): string[] {
  if (!outcome) return [];
  return ['', onOutput.bold(`${say(outcome.title)}: ${outcome.changes.length}`), ...lines(outcome.changes)];
}

function line(change: ChangeRecord, say: Say): string {
  const colour = change.verdict === change.better ? onOutput.green : onOutput.red;
  return `  ${subjectOf(change)}: ${say(labelOf(change))}  ${say(amountOf(change.a, change))} → ${say(amountOf(change.b, change))}  ${colour(say(changeSaid(change)))}`;
}

/** A line for each arm or ratio: there may be hundreds of metrics, and the files list them all. */
function bySubject(
  changes: readonly ChangeRecord[],
  say: Say,
  why: (changes: readonly ChangeRecord[]) => string,
): string[] {
  const subjects = [...new Set(changes.map(subjectOf))];
  return subjects.map((subject) => {
    const own = changes.filter((change) => subjectOf(change) === subject);
    const named = own
      .slice(0, EXAMPLES)
      .map((change) => say(labelOf(change)))
      .join('; ');
    const rest = own.length - EXAMPLES;
    const more = rest > 0 ? say({ en: ` and ${rest} more`, ko: ` 외 ${rest}개` }) : '';
    return `  ${subject}: ${named}${more}${onOutput.dim(why(own))}`;
  });
}
