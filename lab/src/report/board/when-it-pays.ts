import { type Html, html } from '../../charts/html.ts';
import { NOT_MEASURED } from '../view.ts';
import type { BoardClaim, BoardEntry } from './board.ts';
import { LABELS, REFERENCE, stateOf } from './state.ts';

/**
 * The board's answer to who asks which architecture pays: for each claim the one thing that would turn its verdict, and what the run that is shown
 * has measured on the other side of it. A reference run of another machine stands in where this one has none. Null where no run tells.
 */
export function whenItPays(entries: readonly BoardEntry[]): Html | null {
  const rows = entries.flatMap((entry) => entry.claims.flatMap((claim) => row(entry, claim) ?? []));
  if (rows.length === 0) return null;
  return html`<h2 id="when-it-pays">${{ en: 'When does it pay?', ko: '언제 득이 되는가?' }}</h2>
<p>${{
    en: 'A verdict holds up to a point. For each claim: what would turn its verdict, and what was measured there.',
    ko: '판정에는 조건이 있다. 주장마다 판정을 바꾸는 조건과 그 조건에서 측정한 값이다.',
  }}</p>
<div class="scroll"><table><thead><tr><th scope="col">${{ en: 'claim', ko: '주장' }}</th><th class="left" scope="col">${{ en: 'verdict', ko: '판정' }}</th><th class="left" scope="col">${{ en: 'what would turn it', ko: '판정을 바꾸는 조건' }}</th><th class="left" scope="col">${{ en: 'what was measured there', ko: '그 조건에서 측정한 값' }}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
`;
}

function row(entry: BoardEntry, claim: BoardClaim): Html | undefined {
  const { ruling, text } = claim;
  if (!ruling?.turn) return undefined;
  const { by, measured } = ruling.turn;
  return html`<tr><td class="prose">${text}</td><td class="left"><span class="${stateOf(entry, claim)}"><span class="verdict">${LABELS[ruling.verdict]}</span></span>${entry.shown ? null : html`<br><span class="soft">${REFERENCE}</span>`}</td><td class="prose">${by}</td><td class="prose">${measured ?? NOT_MEASURED}</td></tr>`;
}
