import { readFileSync } from 'node:fs';
import { psUsage } from './ps.ts';

/** The unit of memory readings: see {@link memoryOf}. */
export type MemoryKind = 'pss' | 'rss';

/** A part of an arm and the processes it runs as. */
export interface Part {
  readonly name: string;
  readonly pids: readonly number[];
}

/** PSS if the kernel describes a process's pages, otherwise RSS. */
export function memoryKind(): MemoryKind {
  return readMappings(process.pid) === undefined ? 'rss' : 'pss';
}

/**
 * Bytes that each part of an arm uses. A process that has ended uses none.
 *
 * - `pss`: proportional set size, as if the arm were alone on the machine. A page that processes of the arm have in common, such
 * as Node's own code, counts once and is shared out among them. The kernel's own PSS would also share it with the other arms, the
 * driver and the lab, so it would depend on what else runs. The kernel does not say how much of a file two processes both hold.
 * We assume the most that is possible, because they run the same program.
 * - `rss`: resident set size. Adding it up counts common pages once for each process.
 */
export function memoryOf(parts: readonly Part[], kind: MemoryKind): { process: string; bytes: number }[] {
  const bytes =
    kind === 'pss' ? shareOut(parts.map(({ pids }) => pids.flatMap((pid) => readMappings(pid) ?? []))) : [];
  return parts.map(({ name, pids }, index) => ({
    process: name,
    bytes: kind === 'pss' ? (bytes[index] ?? 0) : rssOf(pids),
  }));
}

function rssOf(pids: readonly number[]): number {
  if (process.platform !== 'linux') {
    return [...psUsage(pids).values()].reduce((sum, { rssBytes }) => sum + rssBytes, 0);
  }
  return pids.reduce((sum, pid) => sum + (readRss(pid) ?? 0), 0);
}

/** Resident bytes of one mapping of a process. */
export interface Mapping {
  /** The stretch of a file that it maps; undefined for memory without a file. */
  readonly file: string | undefined;
  /** Pages of the file. */
  readonly shared: number;
  /** The kernel's share of pages that belong to no file: all of them, unless processes were forked from each other. */
  readonly own: number;
}

/** Bytes of each part, given the mappings of each: what several map of one file counts once, in proportion to what each holds. */
export function shareOut(parts: readonly (readonly Mapping[])[]): number[] {
  const files = new Map<string, { most: number; sum: number }>();
  for (const { file, shared } of parts.flat()) {
    if (file === undefined) continue;
    const known = files.get(file) ?? { most: 0, sum: 0 };
    files.set(file, { most: Math.max(known.most, shared), sum: known.sum + shared });
  }
  return parts.map((mappings) =>
    mappings.reduce((total, { file, shared, own }) => {
      const { most, sum } = files.get(file ?? '') ?? { most: 0, sum: 0 };
      return total + own + (sum > 0 ? (shared * most) / sum : 0);
    }, 0),
  );
}

function readMappings(pid: number): Mapping[] | undefined {
  try {
    return parseMappings(readFileSync(`/proc/${pid}/smaps`, 'utf8'));
  } catch {
    return undefined;
  }
}

const HEADER = /^[0-9a-f]+-[0-9a-f]+ \S+ ([0-9a-f]+) (\S+) (\d+)/;
const FIELD = /^(Rss|Pss|Anonymous):\s+(\d+) kB$/;

/** Reads `/proc/<pid>/smaps` (proc(5)). Pages that a process has changed in a private mapping of a file are its own. */
export function parseMappings(smaps: string): Mapping[] {
  const mappings: { file: string | undefined; Rss: number; Pss: number; Anonymous: number }[] = [];
  for (const line of smaps.split('\n')) {
    const [header, offset, device, inode] = HEADER.exec(line) ?? [];
    if (header) {
      const file = inode === '0' ? undefined : `${device} ${inode} ${offset}`;
      mappings.push({ file, Rss: 0, Pss: 0, Anonymous: 0 });
    }
    const [, field, kilobytes] = FIELD.exec(line) ?? [];
    const current = mappings.at(-1);
    if (current && field) current[field as 'Rss' | 'Pss' | 'Anonymous'] = Number(kilobytes) * 1024;
  }
  return mappings.map(({ file, Rss, Pss, Anonymous }) =>
    file === undefined
      ? { file, shared: 0, own: Pss }
      : { file, shared: Math.max(0, Rss - Anonymous), own: Anonymous },
  );
}

function readRss(pid: number): number | undefined {
  try {
    return parseKilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS');
  } catch {
    return undefined;
  }
}

/** A field such as `VmRSS:   1234 kB` of a /proc file, in bytes. */
export function parseKilobytes(text: string, field: string): number | undefined {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
