import { COMPONENTS } from '../components/registry.ts';
import { KINDS } from '../experiments/registry.ts';
import { areShared } from '../host/cpu-sets.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Warned } from './warned.ts';

const TOLERABLE_STEAL = 0.02;
const TOLERABLE_LATENESS_MS = 5;

/** What else used the arms' CPUs. Where there is no load, nothing drives. */
export const cpuWarnings = (run: Warned): Text[] =>
  run.scenario.endpoints.length === 0
    ? driversCpusWarning(run)
    : [...sharedCpusWarning(run), ...driversCpusWarning(run), ...unwatchedWarning(run)];

function sharedCpusWarning({ cpus }: Warned): Text[] {
  if (cpus !== null) return [];
  return [
    {
      en: "The arms and the driver share the machine's CPUs: what the driver computes delays what it measures, most where an arm is busiest. Linux with two CPUs or more and taskset (util-linux) keeps them apart.",
      ko: '비교 대상과 부하 발생기가 CPU를 함께 쓴다. 부하 발생기의 계산이 측정 대상을 늦추며, 대상이 바쁠수록 영향이 크다. CPU가 둘 이상이고 taskset(util-linux)이 있는 리눅스에서는 서로 분리한다.',
    },
  ];
}

/** Arms that have more CPUs than there are beside the driver's. */
function driversCpusWarning({ arms, cpus }: Warned): Text[] {
  const shared = arms
    .filter((arm) => cpus && arm.cpus && areShared({ arms: arm.cpus, driver: cpus.driver }))
    .map(({ name }) => name);
  if (shared.length === 0) return [];
  return [
    {
      en: `${shared.join(' and ')} used the driver's CPU too, because there are not so many without it. What the driver computes delays their answers: compare their CPU time, not their response times.`,
      ko: `CPU가 모자라서 부하 발생기의 CPU까지 쓴 대상이 있다: ${shared.join(', ')}. 부하 발생기의 계산이 응답을 늦추므로, 응답 시간 대신 CPU 시간을 비교한다.`,
    },
  ];
}

/** A build is not watched in any run: see docs/method.md. */
function unwatchedWarning({ unwatched }: Warned): Text[] {
  if (!unwatched) return [];
  return [
    {
      en: `The lab did not watch whether other programs used the arms' CPUs: ${unwatched}. Look for what else ran before you believe small differences.`,
      ko: `다른 프로그램이 비교 대상의 CPU를 썼는지 감시하지 못했다: ${unwatched}. 작은 차이를 믿기 전에 무엇이 함께 실행되었는지 확인한다.`,
    },
  ];
}

export function machineWarnings(trials: readonly TrialRecord[], cpus: Manifest['cpus'] | undefined): Text[] {
  const warnings: Text[] = [];
  const steal = Math.max(0, ...trials.map(({ machine }) => machine.steal ?? 0));
  if (steal > TOLERABLE_STEAL) {
    const percent = `${(steal * 100).toFixed(0)} %`;
    warnings.push({
      en: `The host gave up to ${percent} of this machine's CPU time to others. Use a machine of your own for numbers to publish.`,
      ko: `호스트가 이 머신의 CPU 시간을 최대 ${percent}까지 다른 곳에 주었다. 공개할 수치라면 전용 머신에서 측정한다.`,
    });
  }
  const late = Math.max(0, ...trials.flatMap(({ phases }) => phases.map(({ lateness }) => lateness.p99)));
  if (late > TOLERABLE_LATENESS_MS) {
    const ms = `${late.toFixed(0)} ms`;
    const why: Text = cpus
      ? {
          en: `something else needs CPU ${cpus.driver}, which is the driver's. Close what else runs on this machine.`,
          ko: `부하 발생기의 CPU(${cpus.driver}번)를 다른 프로그램이 쓰고 있다. 이 머신의 다른 프로그램을 닫는다.`,
        }
      : {
          en: 'it shares its CPUs with the arms. More cores help.',
          ko: '부하 발생기가 비교 대상과 CPU를 함께 쓴다. 코어가 더 많으면 나아진다.',
        };
    warnings.push({
      en: `The driver started up to 1 % of a phase's requests ${ms} late or later: ${why.en}`,
      ko: `부하 발생기가 한 구간 요청의 최대 1 %를 ${ms} 이상 늦게 시작했다. ${why.ko}`,
    });
  }
  return warnings;
}

export function memoryWarning(trials: readonly TrialRecord[]): Text[] {
  if (!trials.some(({ resources }) => resources?.memoryKind === 'rss')) return [];
  return [
    {
      en: 'Memory is summed RSS, which counts pages shared by processes once for each: it overstates arms of many processes. Only Linux tells PSS.',
      ko: '메모리는 RSS의 합이다. 프로세스가 공유하는 페이지를 프로세스마다 세므로 프로세스가 많은 대상이 실제보다 크게 나온다. PSS는 리눅스에서만 알 수 있다.',
    },
  ];
}

/** A component of an arm that runs where the lab cannot see its processes, e.g. on another machine. */
export function unseenWarning(kind: string, trials: readonly TrialRecord[]): Text[] {
  const told = (details: unknown) =>
    details === null ? [] : (KINDS.find(kind)?.tell.memory?.(details) ?? []);
  const unseen = trials.flatMap(({ arm, resources, details }) =>
    [...(resources?.idle ?? []), ...told(details)].flatMap(({ process, bytes }) =>
      bytes === 0 ? [{ process, arm }] : [],
    ),
  );
  if (unseen.length === 0) return [];
  const parts = (say: (process: string, arm: string) => string) =>
    [...new Set(unseen.map(({ process, arm }) => say(process, arm)))].join(', ');
  const kinds = new Set(unseen.flatMap(({ process }) => COMPONENTS.find(process) ?? []));
  const advice = [...kinds].map(
    ({ name, urlVariable }): Text => ({
      en: ` Unset ${urlVariable}, and the lab uses a ${name} of its own on this machine.`,
      ko: ` ${urlVariable} 설정을 없애면 이 머신에서 랩이 직접 ${name}를 띄운다.`,
    }),
  );
  return [
    {
      en: `The lab cannot see what ${parts((process, arm) => `${process} of ${arm}`)} uses. The arm's CPU time and memory do not include it, so they are too low.${advice.map(({ en }) => en).join('')}`,
      ko: `사용량을 볼 수 없는 프로세스가 있다: ${parts((process, arm) => `${arm}의 ${process}`)}. 그만큼 대상의 CPU 시간과 메모리가 실제보다 작게 나온다.${advice.map(({ ko }) => ko).join('')}`,
    },
  ];
}
