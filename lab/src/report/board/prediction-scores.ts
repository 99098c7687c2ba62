import { type Html, html } from '../../charts/html.ts';
import { inBoth } from '../../charts/in-both.ts';
import { type Score, scoreOf } from '../../predictions/score.ts';
import { SCORING, tallyInWords } from '../prediction-words.ts';
import type { BoardEntry, BoardRun } from './board.ts';

/** How far off the predictions of this machine's runs were, each and all together; null where nobody predicted anything. */
export function predictionScores(entries: readonly BoardEntry[]): Html | null {
  const scored = entries.flatMap(({ scenario, shown, history }) =>
    [...(shown ? [shown] : []), ...history].flatMap((run) => {
      const score = scoreOf(run);
      return score ? [{ scenario, run, score }] : [];
    }),
  );
  if (scored.length === 0) return null;
  const all = scored.map(({ score }) => score);
  return html`<h2 id="predictions">${inBoth({ en: 'Predictions', ko: '예측' })}</h2>
<p class="lead">${inBoth(tallyInWords(all))}</p>
<ul>${scored.map(({ scenario, run, score }) => html`<li>${inBoth(scenario.title)}, ${item(run, score)}</li>`)}</ul>
<p class="soft">${inBoth(SCORING)}</p>
`;
}

const item = ({ manifest, link }: BoardRun, score: Score): Html =>
  html`<a href="${link}">${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC</a>${score.name === null ? null : html`, ${score.name}`}: ${inBoth(tallyInWords([score]))}`;
