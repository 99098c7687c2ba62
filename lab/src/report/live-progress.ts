import type { Plan, PlannedTrial } from '../bench/plan.ts';
import type { Progress, TimeLeft } from '../bench/progress.ts';
import { toneOf } from '../charts/tone.ts';
import type { Driver } from '../drivers/driver.ts';
import type { LiveEvent, Tell } from '../live/events.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Arm, Measurable, Text } from '../scenario/scenario.ts';
import { roleOf } from '../topologies/replicated.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { greatestDifferences } from './estimates-so-far.ts';
import { trialInWords } from './trial-in-words.ts';

/** What a run is to do, for those who watch it. */
export function runToBegin(
  plan: Plan,
  { id, tellsSeconds = false }: Pick<Driver, 'id' | 'tellsSeconds'>,
): LiveEvent {
  const { scenario, profile, seed, baseline, arms } = plan;
  return {
    type: 'run',
    scenario: { id: scenario.id, title: scenario.title, question: scenario.question },
    profile: profile.id,
    seed,
    baseline,
    arms: arms.map(armToWatch),
    claims: scenario.claims.map((claim) => ({ id: claim.id, text: claim.text })),
    driver: { id, tellsSeconds },
  };
}

function armToWatch({ name, topology: id }: Arm) {
  const { base = id, edge, processes, components } = topologyOf(id);
  return {
    name,
    base,
    edge,
    processes: processes.map((spec) => ({ name: spec.name, role: roleOf(spec) })),
    components: [...components],
  };
}

/** Progress for those who watch a run. */
export class LiveProgress implements Progress {
  constructor(private readonly tell: Tell) {}

  note(line: Text): void {
    this.tell({ type: 'note', line });
  }

  roundStarts([first]: readonly PlannedTrial[], attempt: number, { of, seconds }: TimeLeft): void {
    this.tell({ type: 'round', round: first?.round ?? 0, of, attempt, secondsLeft: seconds });
  }

  step(what: Text): void {
    this.tell({ type: 'step', what });
  }

  trialsEnded(records: readonly TrialRecord[]): void {
    const trials = records.map((trial) => ({
      arm: trial.arm,
      valid: trial.valid,
      words: trialInWords(trial),
    }));
    this.tell({ type: 'trials', round: records[0]?.round ?? 0, trials });
  }

  roundEnded(round: number, _of: number, measured: Measurable, soFar: ComparisonFile): void {
    const estimates = greatestDifferences(measured, soFar).flatMap(({ arm, greatest }) =>
      greatest.map(({ metric, comparison: { ratio, ci95, verdict } }) => {
        const tone = toneOf(metric.better, verdict);
        return { arm, metric: metric.id, ratio, ci95, verdict, tone };
      }),
    );
    const claims = soFar.claims.map(({ id, verdict, open }) => ({ id, verdict, open }));
    this.tell({ type: 'estimates', rounds: round, look: soFar.look, estimates, claims });
  }

  end(): void {
    // What has come of the run is told by the command that runs it.
  }
}
