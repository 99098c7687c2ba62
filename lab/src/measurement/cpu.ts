import { readFileSync } from 'node:fs';
import { psUsage } from './ps.ts';

/** Linux counts processor time for user space in hundredths of a second on every architecture (proc(5), sysconf(3)). */
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds, user and system, that processes have used since they started; children that have ended and been waited for are
 * in it. A process that is gone counts as nothing. On Linux to 10 ms for each process.
 */
export function cpuSecondsOf(pids: readonly number[]): number {
  if (process.platform !== 'linux') {
    return [...psUsage(pids).values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  }
  return pids.reduce((sum, pid) => sum + (parseStatTicks(readStat(pid)) ?? 0) / TICKS_PER_SECOND, 0);
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
