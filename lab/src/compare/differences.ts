import { sleepOf } from '../host/idle-states.ts';
import { arrivalsDone } from '../records/arrivals.ts';
import type { Manifest } from '../records/manifest.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Difference, RunComparison } from './run-comparison.ts';

type Ran = Pick<RunFiles, 'manifest' | 'trials'>;
type Reach = Difference['reach'];
type Reading = readonly [what: string, reach: Reach, read: (manifest: Manifest) => string];

const GIGABYTE = 1024 ** 3;
const gigabytes = (bytes: number | null | undefined): string =>
  bytes === null || bytes === undefined ? 'no limit' : `${(bytes / GIGABYTE).toFixed(1)} GB`;
const phases = ({ scenario }: Manifest, field: 'perSecond' | 'seconds', unit: string): string =>
  scenario.phases.map((phase) => `${phase.name} ${phase[field]}${unit}`).join(', ');
/** `Linux 6.1.0 x64` without its release. */
const platformOf = (os: string): string => {
  const parts = os.split(' ');
  return `${parts[0]} ${parts.at(-1)}`;
};

/**
 * What besides the code decides a run's numbers. What makes a system faster or slower in ways that differ from metric to
 * metric leaves only ratios between arms; what usually changes little asks for care; what one compares runs for is told.
 */
const READINGS: readonly Reading[] = [
  ['commit', 'told', ({ environment }) => environment.commit?.slice(0, 12) ?? 'none'],
  ['uncommitted changes', 'told', ({ environment }) => yesNo(environment.dirty)],
  ['packages (lockfile)', 'told', ({ environment }) => environment.lockfile?.slice(0, 12) ?? 'none'],
  ['CPU model', 'ratios-only', ({ environment }) => environment.cpuModel],
  ['CPUs', 'ratios-only', ({ environment }) => String(environment.cpuCount)],
  ['CPU limit', 'ratios-only', ({ environment }) => String(environment.cgroup?.cpus ?? 'none')],
  ['CPU sets', 'ratios-only', cpuSets],
  ['platform', 'ratios-only', ({ environment }) => platformOf(environment.os)],
  ['driver', 'ratios-only', ({ driver }) => driver.id],
  ['capacity', 'told', ({ capacity }) => (capacity ? `${capacity.perSecond}/s` : 'not measured')],
  ['load', 'ratios-only', (manifest) => phases(manifest, 'perSecond', '/s')],
  ['operating system', 'care', ({ environment }) => environment.os],
  ['Node', 'care', ({ environment }) => environment.node],
  ['memory', 'care', ({ environment }) => gigabytes(environment.memoryBytes)],
  ['memory limit', 'care', ({ environment }) => gigabytes(environment.cgroup?.memoryBytes)],
  ['sleep of CPUs', 'care', sleepOf],
  ['governor', 'care', ({ environment }) => environment.governor ?? 'not told'],
  ["driver's version", 'care', ({ driver }) => driver.description],
  ['profile', 'care', ({ profile }) => profile],
  ['time measured', 'care', (manifest) => phases(manifest, 'seconds', ' s')],
  ['warm-up', 'care', ({ warmUp }) => `${warmUp.perSecond}/s for ${warmUp.minSeconds} s or longer`],
  ['seed of the data', 'care', ({ seed }) => String(seed)],
  ['components', 'care', ({ components }) => components.map(componentOf).join(', ') || 'none'],
];

/** What differs between the circumstances of two runs. */
export function differencesBetween(a: Manifest, b: Manifest): Difference[] {
  return READINGS.flatMap(([what, reach, read]) => {
    const values = { a: read(a), b: read(b) };
    return values.a === values.b ? [] : [{ what, ...values, reach }];
  });
}

/**
 * Whether the requests of the phases that both runs have were spaced alike. Trials say it, not plans: a driver may not be able to do what
 * was planned. Requests that meet wait for each other, so times of the two kinds are not those of one load.
 */
export function arrivalsBetween(a: Ran, b: Ran): Difference[] {
  const of = ({ manifest, trials }: Ran, other: Ran): string =>
    manifest.scenario.phases
      .filter(({ name }) => other.manifest.scenario.phases.some((phase) => phase.name === name))
      .map((phase) => `${phase.name} ${arrivalsDone(phase, trials)}`)
      .toSorted()
      .join(', ');
  const values = { a: of(a, b), b: of(b, a) };
  return values.a === values.b ? [] : [{ what: 'arrivals', ...values, reach: 'ratios-only' }];
}

/** What the differences leave to be compared. */
export function settingOf(differences: readonly Difference[]): RunComparison['setting'] {
  if (differences.some(({ reach }) => reach === 'ratios-only')) return 'ratios-only';
  return differences.some(({ reach }) => reach === 'care') ? 'with-care' : 'same';
}

function cpuSets({ cpus }: Manifest): string {
  return cpus ? `arms ${cpus.arms}, driver ${cpus.driver}` : 'shared by all';
}

const componentOf = ({ name, origin, version }: Manifest['components'][number]): string =>
  `${name} ${version} (${origin})`;

const yesNo = (value: boolean | null): string => (value === null ? 'not told' : value ? 'yes' : 'no');
