import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { QUESTIONS } from '../lab/src/answers/questions.ts';
import { KOREAN } from '../lab/src/charts/korean.ts';
import { sayerOf } from '../lab/src/charts/vocabulary.ts';
import { quantitySaid, RULING_WORDS, VERDICT_WORDS } from '../lab/src/charts/words.ts';
import { metricsOf } from '../lab/src/compare/metrics.ts';
import { planExperiment } from '../lab/src/experiments/plan-experiment.ts';
import { TEXTS } from '../lab/src/live/page/texts.js';
import { comparisonFileSchema } from '../lab/src/records/comparison.ts';
import { PROFILE_IDS, PROFILES } from '../lab/src/scenario/profile.ts';
import type { Scenario } from '../lab/src/scenario/scenario.ts';
import { topologyOf } from '../lab/src/topologies/topology-of.ts';

/** What names a scenario gives to things has Korean, and what cites its metrics cites those that there are. */
const ids = readdirSync('scenarios').filter((id) => existsSync(`scenarios/${id}/scenario.ts`));

async function load(id: string): Promise<Scenario> {
  const module = (await import(`../scenarios/${id}/scenario.ts`)) as { default: Scenario };
  return module.default;
}

/** What runs of the scenario have metrics of, in any profile. */
const measuredBy = (scenario: Scenario) =>
  PROFILE_IDS.map((profile) => {
    const arms = scenario.arms[profile].map((name) => ({ name, topology: name }));
    const { round, measures } = planExperiment(scenario, { profile: PROFILES[profile], arms });
    return { endpoints: scenario.endpoints, phases: round.phases, measures };
  });

const metricsIn = (scenario: Scenario) => measuredBy(scenario).flatMap(metricsOf);

describe.each(ids)('%s', (id) => {
  it('has Korean for all labels that its reports show', async () => {
    const scenario = await load(id);
    const say = sayerOf({ scenario });
    const labels = [
      ...scenario.endpoints.map(({ title }) => title),
      ...measuredBy(scenario).flatMap(({ phases }) => phases.map(({ name }) => name)),
      ...metricsIn(scenario).flatMap(({ label, group }) => [label, group ?? []].flat()),
    ];
    // A percentile and a multiple are the same in both; so is a word that the table has as it is.
    const isSaid = (part: string) =>
      /^p\d+$/.test(part) || KOREAN[part] !== undefined || say(part).ko !== part;
    const english = labels.flatMap((label) =>
      isSaid(label) ? [] : label.split(', ').filter((part) => !isSaid(part)),
    );
    expect([...new Set(english)]).toEqual([]);
    expect(labels.length).toBeGreaterThan(0);
  });

  it('has Korean for all units that are words', async () => {
    const units = metricsIn(await load(id)).map(({ unit }) => unit);
    const words = [...new Set(units)].filter((unit) => /[a-z]{3}| /.test(unit));
    expect(words.filter((unit) => quantitySaid(2, unit).ko.includes(unit))).toEqual([]);
  });
});

it('the live page calls verdicts as reports do', () => {
  expect(TEXTS).toMatchObject({ ...VERDICT_WORDS, ...RULING_WORDS });
});

describe('the answers', () => {
  const aspects = QUESTIONS.flatMap((question) => question.aspects);
  const statements = aspects.flatMap((aspect) => aspect.statements);
  const besides = aspects.flatMap(({ beside = [] }) => beside);

  it('cite metrics that the scenario of the claim has, and arms that there are', async () => {
    const scenarios = await Promise.all(ids.map(load));
    const claimed = statements.flatMap(({ claim, figures }) => {
      const scenario = scenarios.find(({ claims }) => claims.some((each) => each.id === claim));
      return scenario ? [{ scenario, figures }] : [];
    });
    expect(claimed.length).toBeGreaterThan(5);
    const told = besides.map(({ scenario: id, figures }) => {
      const scenario = scenarios.find((each) => each.id === id);
      return scenario ? { scenario, figures } : expect.fail(`no scenario ${id}`);
    });
    for (const { scenario, figures } of [...claimed, ...told]) {
      const known = new Set(metricsIn(scenario).map(({ id }) => id));
      expect(figures.map(({ metric }) => metric).filter((metric) => !known.has(metric))).toEqual([]);
      for (const arm of figures.flatMap(({ arms = [] }) => arms)) expect(topologyOf(arm).id).toBe(arm);
    }
  });

  it('cite insights that a reference run has', () => {
    const references = ids
      .map((id) => `results/reference/${id}/comparison.json`)
      .filter((file) => existsSync(file))
      .map((file) => comparisonFileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
    const known = references.flatMap(({ insights }) => insights);
    // Nobody knows yet what a scenario says that has no reference run.
    const judged = new Set(references.flatMap(({ claims }) => claims.map(({ id }) => id)));
    const wanted = [...statements.filter(({ claim }) => judged.has(claim)), ...besides].flatMap(
      ({ insights = [] }) => insights,
    );
    expect(wanted.length).toBeGreaterThan(0);
    const isKnown = (id: string) =>
      known.some((insight) => (id.endsWith('.') ? insight.id.startsWith(id) : insight.id === id));
    expect(wanted.filter((id) => !isKnown(id))).toEqual([]);
  });
});
