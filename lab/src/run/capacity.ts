import type { PlannedTrial } from '../bench/plan.ts';
import type { TrialSetting } from '../bench/round.ts';
import { armsToTry, planExperiment } from '../experiments/plan-experiment.ts';
import { KINDS } from '../experiments/registry.ts';
import { cpuCount } from '../host/cpu-sets.ts';
import type { Manifest } from '../records/manifest.ts';
import type { Text } from '../scenario/scenario.ts';
import { follows } from './first-manifest.ts';
import type { RunFolder } from './run-folder.ts';

/** Pilots come before the first trial, and count as none. */
const PILOT = 0;

/** What a run goes on with once it is known what its rates follow from. */
export interface Rated {
  readonly setting: TrialSetting;
  readonly manifest: Manifest;
}

/**
 * Measures what the run's rates follow from, where that is not known yet, and plans its rounds by it. The manifest has it before the first
 * round begins, so that a run that is resumed has the same rates.
 *
 * @param note hears what was found
 * @throws when it cannot be measured; the signal's reason when the run is called off
 */
export async function withCapacity(
  setting: TrialSetting,
  folder: Pick<RunFolder, 'trialDir' | 'writeManifest'>,
  manifest: Manifest,
  note: (line: Text) => void,
): Promise<Rated> {
  const { plan, cpus } = setting;
  const { scenario, settings } = plan;
  const trials = armsToTry(plan, cpus && cpuCount(cpus.arms)).map(
    (arm): PlannedTrial => ({ number: PILOT, round: PILOT, arm }),
  );
  const probe = KINDS.get(scenario.experiment.kind).capacity;
  if (!probe || trials.length === 0) return { setting, manifest };
  const names = trials.map(({ arm }) => arm.name);
  note({
    en: `Finding what ${names.join(' and ')} can bear`,
    ko: `처리량 한계를 먼저 잰다: ${names.join(', ')}`,
  });
  const dirOf = (trial: PlannedTrial) => folder.trialDir(trial, 1);
  const capacity = await probe.measure(settings, setting, { trials, attempt: 1, dirOf });
  const rated = { ...plan, capacity, ...planExperiment(scenario, { ...plan, capacity }) };
  const changed = { ...manifest, ...follows(rated, manifest) };
  await folder.writeManifest(changed);
  const loads = rated.round.phases.map(({ name, perSecond }) => `${name} ${perSecond}`).join(', ');
  note({
    en: `They bear ${capacity.perSecond} requests a second. Loads: ${loads} requests a second`,
    ko: `초당 요청 ${capacity.perSecond}건까지 처리한다. 부하(초당 요청 수): ${loads}`,
  });
  return { setting: { ...setting, plan: rated }, manifest: changed };
}
