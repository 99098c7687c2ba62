import { type Html, html } from '../../charts/html.ts';
import { KINDS } from '../../experiments/registry.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { othersOf } from '../view.ts';
import { rolesOf } from '../views/roles.ts';
import { attributionFigure } from './figures/attribution.ts';
import { forestsOf } from './figures/forests.ts';
import { dotFigure } from './figures/percentiles.ts';
import { resourceFigures } from './figures/resources.ts';
import { timePartFigures } from './figures/time-parts.ts';

/** What only the run's kind of experiment has to show. */
const chaptersOf = (files: RunFiles): Html | null =>
  KINDS.find(files.manifest.scenario.experiment.kind)?.tell.chapters?.(files) ?? null;

/** The chart that the scenario is about: its kind's own, or else the ratios of the arm that it is about. */
export function mainComparison(files: RunFiles): Html {
  const chapters = chaptersOf(files);
  if (chapters) return chapters;
  const { main, again } = rolesOf(files);
  const arm = main ?? again[0];
  return firstOpen(arm === undefined ? [] : forestsOf(files, arm));
}

const OTHER_TIMES = { en: 'The same at other times', ko: '다른 때의 같은 비교' };

/** Arms that explain, or are the baseline again: folded, so that they do not look like the comparison. */
export function behindTheComparison(files: RunFiles): Html {
  const { main, explaining, again } = rolesOf(files);
  const shown = main ?? again[0];
  const chapters = chaptersOf(files) !== null;
  const folded = othersOf(files).filter((arm) => arm !== shown || chapters);
  return html`${folded.map((arm) => {
    const plots = forestsOf(files, arm);
    if (plots.length === 0) return null;
    const why = again.includes(arm) ? AGAIN : explaining.includes(arm) && !chapters ? EXPLAINS : ALL;
    const against = comparedWith(files, arm).join(', ');
    return html`<details><summary>${{
      en: `${arm} compared with ${against}: ${why.en}`,
      ko: `${against} 대비 ${arm}: ${why.ko}`,
    }}</summary>${plots}</details>`;
  })}`;
}

/** The arms that an arm's metrics are divided by. */
const comparedWith = ({ comparison: { baseline, metrics } }: RunFiles, arm: string): string[] => [
  ...new Set(
    metrics.flatMap(({ comparisons }) =>
      comparisons.filter((found) => found.arm === arm).map(({ against }) => against ?? baseline),
    ),
  ),
];

const AGAIN = { en: 'the same again, so the noise', ko: '같은 것을 한 번 더, 곧 잡음' };
const EXPLAINS = { en: 'an arm that explains', ko: '설명을 위한 대상' };
const ALL = { en: 'every ratio', ko: '모든 배율' };

/** What the numbers say beyond the claims, but for what a gap is made of, which is a chart. */
export function insights({ comparison }: RunFiles): Html | null {
  const told = comparison.insights.filter(({ attribution }) => attribution === undefined);
  if (told.length === 0) return null;
  return html`<h3>${{ en: 'What else the numbers say', ko: '수치가 더 말해 주는 것' }}</h3><ul class="insights">${told.map(
    ({ text, metrics }) =>
      html`<li><p>${text}</p>${metrics.length > 0 ? html`<p class="soft">${{ en: 'From', ko: '출처' }} ${metrics.join(', ')}.</p>` : null}</li>`,
  )}</ul>`;
}

/** The first load's, and those of the others folded. */
const firstOpen = ([first, ...rest]: readonly Html[]): Html =>
  html`${first}${rest.length === 0 ? null : html`<details><summary>${OTHER_TIMES}</summary>${rest}</details>`}`;

/** What explains the comparison. */
export const otherFigures = (files: RunFiles): Html[] => [
  html`${attributionFigure(files)}`,
  html`${dotFigure(files)}`,
  firstOpen(timePartFigures(files)),
  resourceFigures(files),
];
