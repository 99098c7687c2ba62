import { type Said, textOf } from '../../charts/said.ts';
import { VERDICT_WORDS } from '../../charts/words.ts';
import type { RunComparison } from '../../compare/run-comparison.ts';
import type { Language } from '../language.ts';
import { inline, table } from '../markdown-text.ts';
import {
  amountOf,
  byOutcome,
  CHANGE_HEAD,
  CLAIMS,
  changeSaid,
  circumstanceSaid,
  DIFFERENCE_HEAD,
  labelOf,
  reachSaid,
  rulingSaid,
  runSaid,
  settingSaid,
  subjectOf,
  titleSaid,
  WARNINGS,
  warningsSaid,
  whyOpen,
} from './words.ts';

/** `compare.md`: for pull requests. */
export function renderComparisonMarkdown(comparison: RunComparison, language: Language = 'en'): string {
  const { a, b, differences, claims } = comparison;
  const plain = (said: Said) => textOf(said)[language];
  const say = (said: Said) => inline(plain(said));
  const warnings = warningsSaid(comparison);
  return [
    `# ${say(titleSaid(comparison))}`,
    `- A: \`${a.runId}\`, ${say(runSaid(a))}\n- B: \`${b.runId}\`, ${say(runSaid(b))}`,
    `**${plain(settingSaid(comparison))}**`,
    ...(differences.length > 0
      ? [
          table(
            DIFFERENCE_HEAD.map(say),
            differences.map((each) => [
              plain(circumstanceSaid(each)),
              inline(each.a),
              inline(each.b),
              plain(reachSaid(each)),
            ]),
          ),
        ]
      : []),
    ...byOutcome(comparison).flatMap(({ title, changes }) => [
      `## ${say(title)} (${changes.length})`,
      ...(changes.length > 0
        ? [
            table(
              CHANGE_HEAD.map(say),
              changes.map((change) => {
                const verdict = plain(VERDICT_WORDS[change.verdict]);
                return [
                  inline(subjectOf(change)),
                  say(labelOf(change)),
                  plain(amountOf(change.a, change)),
                  plain(amountOf(change.b, change)),
                  plain(changeSaid(change)),
                  change.verdict === 'inconclusive' ? `${verdict}: ${plain(whyOpen(change))}` : verdict,
                ];
              }),
            ),
          ]
        : []),
    ]),
    `## ${say(CLAIMS)}`,
    table(
      [say({ en: 'claim', ko: '주장' }), 'A', 'B', ''],
      claims.map((claim) => [
        say(`${claim.text[language]} (${claim.id})`),
        say(rulingSaid(claim.a)),
        say(rulingSaid(claim.b)),
        claim.changed ? say({ en: 'changed', ko: '바뀜' }) : '',
      ]),
    ),
    ...(warnings.length > 0
      ? [`## ${say(WARNINGS)}`, warnings.map((warning) => `- ${say(warning)}`).join('\n')]
      : []),
    '',
  ].join('\n\n');
}
