import type { RunComparison } from '../../compare/run-comparison.ts';
import { inline, table } from '../markdown-text.ts';
import {
  amountOf,
  byOutcome,
  changeInWords,
  labelOf,
  reachInWords,
  runInWords,
  settingInWords,
  subjectOf,
  whyOpen,
} from './words.ts';

/** `compare.md`: for pull requests. */
export function renderComparisonMarkdown(comparison: RunComparison): string {
  const { a, b, scenario, differences, claims, warnings } = comparison;
  return [
    `# ${inline(scenario.title.en)}: run B compared with run A`,
    `- A: \`${a.runId}\`, ${inline(runInWords(a))}\n- B: \`${b.runId}\`, ${inline(runInWords(b))}`,
    `**${settingInWords(comparison)}**`,
    ...(differences.length > 0
      ? [
          table(
            ['differs', 'A', 'B', 'asks for'],
            differences.map((each) => [each.what, inline(each.a), inline(each.b), reachInWords(each)]),
          ),
        ]
      : []),
    ...byOutcome(comparison).flatMap(({ title, changes }) => [
      `## ${title} (${changes.length})`,
      ...(changes.length > 0
        ? [
            table(
              ['of', 'metric', 'A', 'B', 'B compared with A', 'verdict'],
              changes.map((change) => [
                inline(subjectOf(change)),
                inline(labelOf(change)),
                amountOf(change.a, change),
                amountOf(change.b, change),
                changeInWords(change),
                change.verdict === 'inconclusive' ? `inconclusive: ${whyOpen(change)}` : change.verdict,
              ]),
            ),
          ]
        : []),
    ]),
    '## Claims',
    table(
      ['claim', 'A', 'B', ''],
      claims.map((claim) => [
        inline(`${claim.text.en} (${claim.id})`),
        claim.a ?? 'not decided',
        claim.b ?? 'not decided',
        claim.changed ? 'changed' : '',
      ]),
    ),
    ...(warnings.length > 0
      ? ['## Warnings', warnings.map((warning) => `- ${inline(warning)}`).join('\n')]
      : []),
    '',
  ].join('\n\n');
}
