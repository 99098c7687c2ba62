import { setTimeout as sleep } from 'node:timers/promises';
import type { Answered, ProbeBench } from '../../scenario/probe.ts';

/**
 * When reads are sent, milliseconds after the write's answer. Steps grow, as a millisecond means little after a second. Each read is load: with
 * more of them the system would be asked most when it has just been changed.
 */
export const OFFSETS_MS: readonly number[] = [
  ...[0, 2, 4, 6, 9, 13, 18, 26, 36, 52, 73, 103, 146, 206, 291, 412, 582, 823],
  ...[1_164, 1_647, 2_329, 3_294, 4_658, 6_588],
];
/** So many fresh reads in a row, and the write counts as seen for good. */
const ENOUGH = 3;

/** A read after a write. */
export interface Read {
  /** The offset at which it was due, milliseconds. Reads that were not answered leave holes between those that were. */
  readonly dueMs: number;
  /** From the write's answer to the start of the read, milliseconds. */
  readonly atMs: number;
  /** From the write's answer to the read's own. */
  readonly endedMs: number;
  readonly fresh: boolean;
}

/** How a write came to be seen. */
export interface Visibility {
  /** Those that were answered, in the order of their start. */
  readonly reads: readonly Read[];
  /**
   * From the write's answer on, how long a read that starts may miss it, milliseconds: the middle between the last stale read and the
   * next one. 0 where no read was stale, infinite where the last one still was. Undefined where no read was answered: nobody knows.
   */
  readonly freshAfterMs: number | undefined;
  /** Whether a read missed what one had seen that started earlier. On its way to the system one may overtake another. */
  readonly wentBack: boolean;
}

/** How what was written is read. */
export interface Look {
  read(): Promise<Answered>;
  /** @param answer one with an expected status */
  isFresh(answer: Answered): boolean;
}

/**
 * Reads what was written at the offsets, each read started on time whether or not the one before has been answered, as readers do who know
 * nothing of each other. It ends when the last reads have all seen the write, or at the deadline.
 *
 * The first read starts when the write has been answered, so a reader who waits for that answer would have started no sooner.
 *
 * @param options.deadlineMs after the write's answer
 * @param options.offsetsMs when reads are sent, ascending, for reads that cost more than others
 * @param options.wait how to wait; tests have a clock of their own
 * @throws the signal's reason
 */
export async function watchVisibility(
  { now, signal }: Pick<ProbeBench, 'now' | 'signal'>,
  write: Pick<Answered, 'endedAt'>,
  look: Look,
  {
    deadlineMs = 5_000,
    offsetsMs = OFFSETS_MS,
    wait = (ms: number) => sleep(ms, undefined, { signal }),
  }: {
    readonly deadlineMs?: number;
    readonly offsetsMs?: readonly number[];
    readonly wait?: (ms: number) => Promise<unknown>;
  } = {},
): Promise<Visibility> {
  const answered: (Read | 'failed' | undefined)[] = [];
  const reading: Promise<void>[] = [];
  const isSeen = () => {
    const open = answered.indexOf(undefined);
    const known = (open === -1 ? answered : answered.slice(0, open)).filter((each) => each !== 'failed');
    return known.length >= ENOUGH && known.slice(-ENOUGH).every((each) => each?.fresh);
  };
  for (const [index, offset] of offsetsMs.entries()) {
    if (offset > deadlineMs || isSeen()) break;
    const left = write.endedAt + offset - now();
    if (left > 0) await wait(left);
    answered[index] = undefined;
    const read = look.read().then((answer) => {
      answered[index] =
        answer.outcome === 'ok'
          ? {
              dueMs: offset,
              atMs: answer.startedAt - write.endedAt,
              endedMs: answer.endedAt - write.endedAt,
              fresh: look.isFresh(answer),
            }
          : 'failed';
    });
    // All are waited for below. Until then a failure is not unhandled.
    read.catch(() => undefined);
    reading.push(read);
  }
  await Promise.all(reading);
  return visibilityOf(answered.flatMap((each) => (each === undefined || each === 'failed' ? [] : each)));
}

/** What the reads of a write say together. @param reads in the order of their start */
export function visibilityOf(reads: readonly Read[]): Visibility {
  const last = reads.findLastIndex(({ fresh }) => !fresh);
  const first = reads.findIndex(({ fresh }) => fresh);
  const [stale, next] = [reads[last], reads[last + 1]];
  const lag = !stale ? 0 : next ? (stale.atMs + next.atMs) / 2 : Number.POSITIVE_INFINITY;
  const freshAfterMs = reads.length === 0 ? undefined : lag;
  return { reads, freshAfterMs, wentBack: first !== -1 && first < last };
}

/** How long the writes of which something is known could be missed, milliseconds. */
export const lagsOf = (all: readonly Pick<Visibility, 'freshAfterMs'>[]): number[] =>
  all.flatMap(({ freshAfterMs }) => freshAfterMs ?? []);

/**
 * P(fresh | t): of reads that start t after the answer to a write, the share that see it (Bailis et al., "Probabilistically Bounded
 * Staleness for Practical Partial Quorums", PVLDB 5(8), 2012). A write that was seen for good counts as seen at later times.
 *
 * @param all watched at the same offsets
 * @returns a point for each offset of which some read was answered: t in milliseconds, and the share of the writes of which it is known
 */
export function freshShares(
  all: readonly Visibility[],
  offsetsMs: readonly number[] = OFFSETS_MS,
): [t: number, share: number][] {
  return offsetsMs.flatMap((offset): [number, number][] => {
    if (!all.some(({ reads }) => reads.some(({ dueMs }) => dueMs === offset))) return [];
    const known = all.flatMap((each) => freshAt(each, offset) ?? []);
    return [[offset, known.filter(Boolean).length / known.length]];
  });
}

/** Whether the read of an offset sees the write, or would; undefined where nobody knows, because it was not answered. */
export function freshAt({ reads, freshAfterMs }: Visibility, offsetMs: number): boolean | undefined {
  const read = reads.find(({ dueMs }) => dueMs === offsetMs);
  if (read) return read.fresh;
  const last = reads.at(-1);
  return last && last.dueMs < offsetMs ? Number.isFinite(freshAfterMs) : undefined;
}
