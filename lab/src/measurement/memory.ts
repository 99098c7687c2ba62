import { readFileSync } from 'node:fs';
import { psUsage } from './ps.ts';

export type MemoryKind = 'pss' | 'rss';

/**
 * PSS where the kernel gives it: it shares out the pages that processes have in common, so a sum over processes is what they
 * really take, while summed RSS counts Node's own code once for each.
 */
export function memoryKind(): MemoryKind {
  return readMemory(process.pid, 'pss') === undefined ? 'rss' : 'pss';
}

/** Bytes that processes take. One that is gone takes none. */
export function memoryOf(pids: readonly number[], kind: MemoryKind): number {
  if (process.platform !== 'linux') {
    return [...psUsage(pids).values()].reduce((sum, { rssBytes }) => sum + rssBytes, 0);
  }
  return pids.reduce((sum, pid) => sum + (readMemory(pid, kind) ?? 0), 0);
}

function readMemory(pid: number, kind: MemoryKind): number | undefined {
  try {
    const [file, field] = kind === 'pss' ? ['smaps_rollup', 'Pss'] : ['status', 'VmRSS'];
    return parseKilobytes(readFileSync(`/proc/${pid}/${file}`, 'utf8'), field);
  } catch {
    return undefined;
  }
}

/** A field such as `Pss:   1234 kB` of a /proc file, in bytes. */
export function parseKilobytes(text: string, field: string): number | undefined {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
