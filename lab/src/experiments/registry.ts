import { runRound } from '../bench/round.ts';
import type { HostNeed } from '../host/needs.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runFaultRound } from './disturbance/fault-round.ts';
import { runScalingRound } from './search/round.ts';
import { runBuildRound } from './steps/build-round.ts';

/** How the rounds of a scenario are run: under load in turns, unless it is an experiment of another kind. */
export function roundRunnerOf({ experiment }: Pick<Scenario, 'experiment'>): typeof runRound {
  switch (experiment?.kind) {
    case undefined:
      return runRound;
    case 'faults':
      return (...given) => runFaultRound(experiment, ...given);
    case 'builds':
      return (...given) => runBuildRound(experiment, ...given);
    case 'scaling':
      return (...given) => runScalingRound(experiment, ...given);
  }
}

/** What it needs of the machine beyond what every run needs. */
export function hostNeedsOf({ experiment }: Pick<Scenario, 'experiment'>): readonly HostNeed[] {
  return experiment?.kind === 'scaling' ? ['cpu-quotas'] : [];
}
