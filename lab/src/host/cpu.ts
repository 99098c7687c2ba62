import { readdirSync, readFileSync } from 'node:fs';
import { psUsage } from './ps.ts';

/** Linux counts processor time for user space in hundredths of a second on every architecture (proc(5), sysconf(3)). */
export const TICKS_PER_SECOND = 100;

/**
 * CPU seconds, user and system, that processes have used since they started; children that have ended and been waited for are
 * included. A process that has ended counts as zero. The resolution on Linux is 10 ms for each process.
 */
export function cpuSecondsOf(pids: readonly number[]): number {
  if (process.platform !== 'linux') {
    return [...psUsage(pids).values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  }
  return pids.reduce((sum, pid) => sum + (parseStatTicks(readStat(pid)) ?? 0) / TICKS_PER_SECOND, 0);
}

/**
 * CPU seconds of the threads that processes have now, to a microsecond or so: for a stretch in which little is used and no
 * thread ends. Falls back to {@link cpuSecondsOf} where the kernel does not tell.
 */
export function preciseCpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (threadSecondsOf(pid) ?? cpuSecondsOf([pid])), 0);
}

/** The first number of a thread's `schedstat` is its time on a CPU in nanoseconds (kernel documentation, sched-stats). */
function threadSecondsOf(pid: number): number | undefined {
  try {
    const folder = `/proc/${pid}/task`;
    const nanoseconds = readdirSync(folder).map((thread) =>
      Number.parseInt(readFileSync(`${folder}/${thread}/schedstat`, 'utf8'), 10),
    );
    return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9;
  } catch {
    return undefined;
  }
}

/** utime + stime + cutime + cstime of `/proc/<pid>/stat`: fields 14 to 17. */
export function parseStatTicks(stat: string): number | undefined {
  // The command's name stands in parentheses and may hold spaces; field 3 is the first after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  return ticks.length === 4 && ticks.every(Number.isFinite)
    ? ticks.reduce((sum, value) => sum + value, 0)
    : undefined;
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
