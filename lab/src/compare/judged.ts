import type { Manifest } from '../records/manifest.ts';
import type { Experiment, Measurable, Scenario } from '../scenario/scenario.ts';

/** Of a scenario, what trials are judged by. */
export interface Judged extends Measurable, Pick<Scenario, 'id' | 'claims' | 'insights'> {
  readonly experiment: Pick<Experiment, 'kind'>;
}

/**
 * What a run is judged by: measured as its manifest says, and judged by the claims that the scenario has today.
 *
 * @param today undefined where there is no such scenario any more; then there is no claim
 */
export function judgedBy({ scenario }: Pick<Manifest, 'scenario'>, today: Scenario | undefined): Judged {
  const { id, endpoints, phases, measures, experiment } = scenario;
  const insights = today?.insights;
  return {
    id,
    endpoints,
    phases,
    experiment,
    measures,
    claims: today?.claims ?? [],
    ...(insights && { insights }),
  };
}
