import { runFaultRound } from '../fault-experiment/fault-round.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runRound } from './round.ts';

/** How the rounds of a scenario are run: under load in turns, unless it is an experiment of another kind. */
export function roundRunnerOf({ experiment }: Pick<Scenario, 'experiment'>): typeof runRound {
  switch (experiment?.kind) {
    case undefined:
      return runRound;
    case 'faults':
      return (...given) => runFaultRound(experiment, ...given);
  }
}
