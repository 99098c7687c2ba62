import { execFileSync } from 'node:child_process';

/** What `ps` knows of a process, where there is no /proc. */
export interface PsUsage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** Usage of the processes among these that exist. */
export function psUsage(pids: readonly number[]): Map<number, PsUsage> {
  if (pids.length === 0) return new Map();
  try {
    return parsePsUsage(
      execFileSync('ps', ['-o', 'pid=,rss=,time=', '-p', pids.join(',')], { encoding: 'utf8' }),
    );
  } catch {
    // `ps` fails when none of them exists.
    return new Map();
  }
}

/** Reads `ps -o pid=,rss=,time=`: kilobytes, and [[days-]hours:]minutes:seconds with hundredths on macOS. */
export function parsePsUsage(text: string): Map<number, PsUsage> {
  const usages = new Map<number, PsUsage>();
  for (const line of text.split('\n')) {
    const [, pid, rss, days, clock] = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line) ?? [];
    if (!pid || !clock) continue;
    const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    usages.set(Number(pid), {
      cpuSeconds: Number(days ?? 0) * 86_400 + seconds,
      rssBytes: Number(rss) * 1024,
    });
  }
  return usages;
}
