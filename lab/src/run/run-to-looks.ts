import type { Plan } from '../bench/plan.ts';
import type { Progress } from '../bench/progress.ts';
import type { TrialSetting } from '../bench/round.ts';
import { durationSaid } from '../charts/words.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import { judgedBy } from '../compare/judged.ts';
import { unsettledClaims } from '../compare/unsettled.ts';
import { KINDS } from '../experiments/registry.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Profile } from '../scenario/profile.ts';
import type { Text } from '../scenario/scenario.ts';
import { upTo } from './first-manifest.ts';
import type { RunFolder } from './run-folder.ts';
import { type RunOne, runRounds } from './run-rounds.ts';
import { TimeEstimate } from './time-estimate.ts';

/** What runs the rounds of a run. */
interface Runner {
  /** Makes what they need, before the first one. */
  readonly prepare: (setting: TrialSetting) => Promise<void>;
  readonly runOne: RunOne;
}

/**
 * Runs rounds up to the next look, compares, and goes on to the one after it while a claim is open that more rounds could
 * settle, as long as the next look can be reached in the profile's time.
 *
 * @param begun says at which look it is, and which others there are
 * @param trials those that have ended; grows
 * @param runner the one of the scenario's kind; another one in tests
 * @returns the manifest as it is at the end
 */
export async function runToLooks(
  setting: TrialSetting,
  folder: RunFolder,
  progress: Progress,
  begun: Manifest,
  trials: TrialRecord[],
  { prepare, runOne }: Runner = runnerOf(setting.plan),
): Promise<Manifest> {
  await prepare(setting);
  const began = performance.now();
  const { plan } = setting;
  const { scenario } = plan;
  const estimate = TimeEstimate.of(plan, trials);
  const measured = judgedBy(begun, scenario);
  let manifest = begun;
  for (;;) {
    const { rounds, looks, runId, driver } = manifest;
    const compared = { ...manifest, scenario: measured };
    const compare = () => compareTrials(compared, trials, { runId, driver: driver.id, notes: [] });
    const planned = plan.trials.filter(({ round }) => round <= rounds);
    const ended = await runRounds(setting, {
      planned,
      trials,
      folder,
      progress,
      estimate,
      measured,
      compare,
      runOne,
    });
    const unsettled = unsettledClaims(compare());
    const next = looks.find((look) => look > rounds);
    if (ended.status !== 'finished' || next === undefined || unsettled.length === 0)
      return { ...manifest, ...ended };
    const open = unsettled.join(', ');
    const are = unsettled.length === 1 ? 'is' : 'are';
    const more = estimate.forRounds(next - rounds);
    const late = outOfTime(plan.profile, (performance.now() - began) / 1000, more);
    if (late) {
      progress.note({
        en: `${open} ${are} still inconclusive, but ${late.en}`,
        ko: `${open}: 아직 결론이 없지만 ${late.ko}`,
      });
      return { ...manifest, ...ended, reason: late.en, reasonInKorean: late.ko };
    }
    progress.note({
      en: `Extending to ${next} rounds: ${open} ${are} still inconclusive`,
      ko: `라운드를 ${next}번으로 늘린다. 아직 결론이 없는 주장: ${open}`,
    });
    manifest = { ...manifest, ...upTo(plan, next) };
    await folder.writeManifest(manifest);
  }
}

/**
 * @param gone seconds since the rounds began, or were taken up again
 * @param more seconds that the rounds up to the next look would take
 * @returns why there is no time for them; undefined when there is
 */
function outOfTime({ id, minutes }: Profile, gone: number, more: number): Text | undefined {
  if (gone + more <= minutes * 60) return undefined;
  const [left, used] = [durationSaid(more), durationSaid(gone)];
  return {
    en: `its next look is about ${left.en} away, and a ${id} run has ${minutes} min, of which ${used.en} are gone`,
    ko: `다음 판정까지 약 ${left.ko} 남았고, ${id} 실행의 한도 ${minutes}분 중 ${used.ko}가 지났다`,
  };
}

function runnerOf({ scenario, settings }: Plan): Runner {
  const kind = KINDS.get(scenario.experiment.kind);
  return {
    prepare: async (setting) => kind.prepare?.(settings, setting),
    runOne: (setting, round) => kind.runRound(settings, setting, round),
  };
}
