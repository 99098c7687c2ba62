import { readFileSync } from 'node:fs';
import { findOnPath } from './processes/executable.ts';

/**
 * CPUs in the format of `taskset -c` and Docker's `--cpuset-cpus`, e.g. `0-2,4`. The two sets share no CPU, unless the arms need
 * more than the rest ({@link withAtLeast}).
 */
export interface CpuSets {
  readonly arms: string;
  readonly driver: string;
}

/** With this many CPUs or more the driver gets two: one for its event loop, one for its other threads. */
const ENOUGH_FOR_TWO = 8;

/** Sets for the arms and for the driver, out of the CPUs that this process may use; or why there are none. */
export async function findCpuSets(): Promise<CpuSets | { readonly missing: string }> {
  if (process.platform !== 'linux') return { missing: 'only Linux can keep processes on CPUs of their own' };
  if (!(await findOnPath('taskset'))) return { missing: 'no taskset on PATH (it is part of util-linux)' };
  const allowed = parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(read('/proc/self/status'))?.[1] ?? '');
  const cores = new Map(allowed.map((cpu) => [cpu, siblingsOf(cpu)]));
  const sets = splitCpus(allowed, (cpu) => cores.get(cpu) ?? [cpu]);
  return sets ?? { missing: 'there is only one CPU' };
}

/**
 * Gives the last CPU to the driver (the last two where there are eight or more) and the others to the arms. Threads of one
 * physical core stay together as long as each side gets a core: they share its units, so each would slow the other.
 *
 * @param siblingsOf the CPUs of the physical core that a CPU belongs to, itself among them
 * @returns undefined for fewer than two CPUs
 */
export function splitCpus(
  allowed: readonly number[],
  siblingsOf: (cpu: number) => readonly number[],
): CpuSets | undefined {
  if (allowed.length < 2) return undefined;
  const wanted = allowed.length >= ENOUGH_FOR_TWO ? 2 : 1;
  const names = allowed.map((cpu) => Math.min(...siblingsOf(cpu)));
  const byCore = [...new Set(names)].map((core) => allowed.filter((_, index) => names[index] === core));
  const cores = byCore.length > 1 ? byCore : allowed.map((cpu) => [cpu]);
  const driver: number[] = [];
  while (driver.length < wanted && cores.length > 1) driver.push(...(cores.pop() ?? []));
  return { arms: formatCpuList(cores.flat()), driver: formatCpuList(driver) };
}

/**
 * The same sets if the arms have this many CPUs. Otherwise the arms get the driver's CPUs too, and the driver stays on its own.
 *
 * @param needed how many CPUs
 */
export function withAtLeast(needed: number, { arms, driver }: CpuSets): CpuSets {
  if (cpuCount(arms) >= needed) return { arms, driver };
  return { arms: formatCpuList([...parseCpuList(arms), ...parseCpuList(driver)]), driver };
}

/**
 * Sets for an arm that has exactly this many CPUs: the first of the arms', and the driver's where these are too few.
 *
 * @returns undefined where there are not so many
 */
export function withExactly(count: number, sets: CpuSets): CpuSets | undefined {
  const wide = withAtLeast(count, sets);
  const arms = parseCpuList(wide.arms);
  return arms.length < count ? undefined : { ...wide, arms: formatCpuList(arms.slice(0, count)) };
}

/** Whether the arms use the driver's CPUs too. */
export const areShared = ({ arms, driver }: CpuSets): boolean =>
  parseCpuList(arms).some((cpu) => parseCpuList(driver).includes(cpu));

/** How many CPUs a list holds. */
export const cpuCount = (list: string): number => parseCpuList(list).length;

/** The numbers of a list such as `0-2,4`, in ascending order; none for an empty one. */
export function parseCpuList(list: string): number[] {
  return list
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    })
    .toSorted((a, b) => a - b);
}

/** The shortest list of these CPUs, e.g. `0-2,4`. */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const cpu of cpus.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && cpu === range[1] + 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(',');
}

const siblingsOf = (cpu: number): readonly number[] =>
  parseCpuList(read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`).trim() || `${cpu}`);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
