import { reasonsAgainst } from '../../bench/validity.ts';
import type { CompetingUse } from '../../host/competing-use.ts';
import type { PhaseRecord } from '../../records/trial.ts';
import { observationOf } from '../../saturation/observation.ts';
import { findSaturation, type Step } from '../../saturation/search.ts';
import type { PartUsage, RateTry } from './record.ts';
import type { ScalingLoad, SearchEffort, SearchSettings } from './settings.ts';

/** A rate is offered so often until it was not disturbed. */
const ATTEMPTS = 2;
/**
 * The search starts at a multiple of the rate predicted, drawn from this range. Deployments bear about what was predicted for
 * them, or up to twice as much, as at a higher rate a request may cost less than it did at warm-up. Every rate that is tried is a
 * multiple of the first one, and one start for all trials would have an arm's rates fall into the same places each time: what is
 * lost by rounding down would not average out.
 */
const START = { least: 1, most: 1.12 } as const;
/** It is given up beyond these multiples of the rate predicted. */
const LEAST = 0.1;
const MOST = 4;

/** What came of offering a rate. */
export interface Offered {
  readonly phase: PhaseRecord;
  readonly parts: readonly PartUsage[];
  /** When the last of its requests had been answered. */
  readonly memory: RateTry['memory'];
  /** See `StagedTrial`. */
  readonly competition: ReadonlyMap<string, CompetingUse>;
}

type RateSearch = Pick<SearchSettings, 'objective'> &
  Pick<SearchEffort, 'factor' | 'resolution'> &
  Pick<ScalingLoad, 'mostPerSecond'>;

interface FoundRate {
  /** The greatest rate that met the objective, and the least that did not, requests per second. */
  readonly passed: number;
  readonly failed: number;
  readonly tries: readonly RateTry[];
}

/**
 * Finds the greatest rate that meets the objective, starting near the one predicted: a rate that the driver could not offer as
 * it should, whatever the system did, is offered once more.
 *
 * @param offer offers a rate and waits for all that it has asked for
 * @param drawn from 0 to 1, by the run's seed: where in its range the search starts
 * @throws when there is none, when there is no end, or when the driver is disturbed again and again
 */
export async function searchRate(
  offer: (perSecond: number) => Promise<Offered>,
  predicted: number,
  { objective, factor, resolution, mostPerSecond }: RateSearch,
  drawn: number,
): Promise<FoundRate> {
  const offered: Offered[] = [];
  const tryRate = async (perSecond: number) => {
    const undisturbed = await offerUndisturbed(offer, perSecond);
    offered.push(undisturbed);
    return observationOf(undisturbed.phase);
  };
  const start = START.least + drawn * (START.most - START.least);
  const most = Math.max(2, Math.min(mostPerSecond, Math.ceil(predicted * MOST)));
  const least = Math.min(most - 1, Math.max(1, Math.floor(predicted * LEAST)));
  const from = Math.min(most, Math.max(least, Math.round(predicted * start)));
  const options = { objective, factor, resolution, from, least, most };
  const { bracket, steps } = await findSaturation(tryRate, options);
  const { passed, failed } = bracket;
  if (passed === null) throw new Error(`no rate meets the objective: ${inWords(steps.at(-1))}`);
  if (failed === null) throw new Error(`every rate up to ${passed}/s meets the objective`);
  return { passed, failed, tries: steps.flatMap((step, index) => recordOf(step, offered[index])) };
}

async function offerUndisturbed(
  offer: (perSecond: number) => Promise<Offered>,
  perSecond: number,
): Promise<Offered> {
  for (let attempt = 1; ; attempt += 1) {
    const offered = await offer(perSecond);
    const disturbances = reasonsAgainst({ warmUp: STEADY, phases: [offered.phase] }, offered.competition);
    if (disturbances.length === 0) return offered;
    if (attempt === ATTEMPTS) throw new Error(disturbances.join('; '));
  }
}

const STEADY = { seconds: 0, steady: true, windows: [] };

function recordOf({ perSecond, observation, reasons }: Step, offered: Offered | undefined): RateTry[] {
  if (!offered) return [];
  const { phase, parts, memory } = offered;
  return [
    {
      perSecond,
      seconds: phase.seconds,
      reasons: [...reasons],
      response: observation.response,
      errorShare: observation.errorShare,
      parts: [...parts],
      memory: [...memory],
      database: databaseShare(phase.all.serverTiming),
    },
  ];
}

/** Of what the edge says about its requests' time: its own databases' part, and those of the services that it called. */
function databaseShare(timing: Readonly<Record<string, number>>): number {
  const { total = 0, db = 0, 'remote-db': remote = 0 } = timing;
  return total > 0 ? Math.min(1, (db + remote) / total) : 0;
}

const inWords = (step: Step | undefined): string =>
  step ? `${step.perSecond}/s has ${step.reasons.join(', ')}` : 'none was tried';
