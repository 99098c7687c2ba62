import { type Html, html } from '../../charts/html.ts';
import { KINDS } from '../../experiments/registry.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { drivesLoad, metricGroups } from '../view.ts';
import { forests } from './figures/forests.ts';
import { percentileFigures } from './figures/percentiles.ts';
import { resourceFigures, timePartFigures } from './figures/resources.ts';
import { trialFigures } from './figures/trials.ts';
import { wayFigures } from './figures/ways.ts';
import { artifacts, environment, glossary, method, repeating } from './method.ts';
import { STYLE } from './style.ts';
import { metricTable, percentileTable, trialTable } from './tables.ts';
import { verdicts } from './verdicts.ts';

/** `report.html`: one file that needs nothing else, readable on a phone, in the dark and on paper. */
export function renderPage(files: RunFiles): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  const facts = [
    `${comparison.profile} profile`,
    `${comparison.rounds} ${comparison.rounds === 1 ? 'round' : 'rounds'}`,
    `baseline ${comparison.baseline}`,
    `seed ${manifest.seed}`,
    ...(drivesLoad(files) ? [manifest.driver.description] : []),
    `${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.title.en}: ${comparison.arms.join(' and ')}</title>${STYLE}</head><body><main>
<h1>${scenario.title.en} <span lang="ko">${scenario.title.ko}</span></h1>
<p class="lead">${scenario.question.en}<br><span class="soft" lang="ko">${scenario.question.ko}</span></p>
<p class="soft facts">${facts.map((fact) => html`<span>${fact}</span>`)}</p>
${verdicts(files)}
${wayFigures(files)}
${chaptersOf(files)}
${forests(files)}
${percentileFigures(files)}
${trialFigures(files)}
${resourceFigures(files)}
${timePartFigures(files)}
<h2>The numbers</h2>
${metricGroups(files).map((group) => metricTable(files, group))}
${scenario.phases.length === 0 ? null : html`<details><summary>Percentiles of all rounds together</summary>${percentileTable(files)}</details>`}
<details><summary>Every trial</summary>${trialTable(files)}</details>
<h2>Environment</h2>
${environment(files)}
<h2>How this was measured</h2>
${method(files)}
<h2>How to repeat this very run</h2>
${repeating(files)}
${artifacts(files)}
<h2>The five verdicts</h2>
${glossary(files)}
</main></body></html>
`.text;
}

/** What only the run's kind of experiment has to show. */
const chaptersOf = (files: RunFiles): Html | null =>
  KINDS.find(files.manifest.scenario.experiment.kind)?.tell.chapters?.(files) ?? null;
