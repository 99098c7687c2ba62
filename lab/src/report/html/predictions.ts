import { type Html, html } from '../../charts/html.ts';
import { inBoth } from '../../charts/in-both.ts';
import { RULING_WORDS } from '../../charts/words.ts';
import { type ClaimScore, type RatioScore, scoreOf } from '../../predictions/score.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import {
  claimResult,
  ofWhat,
  predictedBy,
  ratioMeasured,
  ratioResult,
  SCORING,
  tallyInWords,
} from '../prediction-words.ts';

/** What the section is called. */
export const PREDICTIONS: Text = { en: 'Predicted and measured', ko: '예측과 측정' };

/** What was predicted beside what was measured; null where nobody predicted anything. */
export function predictions(files: RunFiles): Html | null {
  const score = scoreOf(files);
  if (!score) return null;
  return html`<p>${inBoth(tallyInWords([score]))}</p><p class="soft">${inBoth(predictedBy(score))}</p>
<div class="scroll"><table><thead><tr><th scope="col"></th><th class="left" scope="col">${inBoth({ en: 'predicted', ko: '예측' })}</th><th class="left" scope="col">${inBoth({ en: 'measured', ko: '측정' })}</th><th class="left" scope="col">${inBoth({ en: 'result', ko: '결과' })}</th></tr></thead>
<tbody>${score.claims.map(claimRow)}${score.ratios.map(ratioRow)}</tbody></table></div>
<p class="soft">${inBoth(SCORING)}</p>
`;
}

const claimRow = (claim: ClaimScore): Html =>
  html`<tr><td class="prose">${inBoth(claim.text)} <code>${claim.id}</code></td><td class="left ${claim.expected}"><span class="verdict">${RULING_WORDS[claim.expected]}</span></td>
<td class="left ${claim.measured}"><span class="verdict">${claim.measured ? RULING_WORDS[claim.measured] : '–'}</span></td><td class="left">${inBoth(claimResult(claim))}</td></tr>`;

const ratioRow = (ratio: RatioScore): Html =>
  html`<tr><td class="prose">${inBoth(ratio.text)} <code>${ofWhat(ratio)}</code></td><td class="left">${ratio.expected}×</td>
<td class="left">${ratioMeasured(ratio.measured) ?? '–'}</td><td class="left">${inBoth(ratioResult(ratio))}</td></tr>`;
