import { setTimeout as delay } from 'node:timers/promises';
import type { Probe, ProbeBench, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { Update } from '@lab/lab/scenario/update';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Asked } from '../shop/checkers/checker.ts';
import { requireOnTime } from '../shop/paced.ts';
import { booksAfter, noting } from '../shop/probe-books.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import {
  besideOf,
  countsOf,
  cutOf,
  drainedOf,
  hitsByEndpoint,
  isHit,
  lostOrdersOf,
  shareOver,
} from './counts.ts';
import { Customers, type Done } from './load.ts';
import { PATIENT, SIZES } from './sizes.ts';
import { AFTER_NEXT, COMPLETED, type Move, type Stage, stagesOf } from './stages.ts';
import { mixedOf, type Seen, type Version, watching } from './watch.ts';

/** A version that fails does so at its thirteenth call; how soon that comes after the update has begun is the load's doing. ms */
const NOTICED_WITHIN_MS = 60_000;
/**
 * Who watches looks at each new process or worker for so long before the next one is exchanged. That is enough for a version that fails at its 13th call:
 * one of two gets four calls a second, and is noticed a second later. ms
 */
const WATCH_MS = 10_000;

/** What a stage did. */
interface Staged {
  readonly update: Update;
  /** Where a version was taken back: when it was noticed, and when all was as before. Epoch ms. */
  readonly noticedAt?: number;
  readonly backAt?: number;
}

type Told = Pick<ProbeReading, 'values' | 'series' | 'checks'>;

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as ShoppingData;
  const asked: Asked[] = [];
  const { ask } = noting(bench, asked);
  const { now, signal, chance } = bench;
  const customers = new Customers({ ask, now, signal, chance, data }, SIZES[bench.profile]);
  const told: Told[] = [];
  const checks: CheckResult[] = [];
  const books = () => booksAfter(bench, data, data.wellStocked, asked);
  const stages = stagesOf(bench.topology, bench.processes, bench.profile);
  let readyMs: number | undefined;
  for (const stage of stages) {
    if (stage.first) await move(bench, stage, stage.first);
    const { result, seen } = await watching(bench, data.staff, () =>
      customers.during(() => carryOut(bench, customers, stage, readyMs)),
    );
    requireOnTime(result.sent);
    told.push(tellOf(bench.arm, stage, result, { seen, notConfirmed: await customers.notConfirmed() }));
    if (stage.id !== 'next') continue;
    readyMs = PATIENT * slowestStart(result.result.update);
    checks.push(...afterNext(await books()));
  }
  if (stages.length > 1) checks.push(...(await books()));
  return {
    values: Object.assign({}, ...told.map(({ values }) => values)),
    series: told.flatMap(({ series }) => series),
    checks: [...told.flatMap((each) => each.checks), ...checks],
    leftOut: [],
  };
};

/** The same checks, under the ids that the rule looks at. */
export const afterNext = (books: readonly CheckResult[]): CheckResult[] =>
  books.map((check) => ({ ...check, id: `${AFTER_NEXT}${check.id}` }));

const slowestStart = ({ replaced }: Update): number =>
  Math.max(...replaced.map(({ startedAt, readyAt }) => readyAt - startedAt));

/** What was updated, and which processes were. */
interface Moved extends Update {
  readonly moved: readonly string[];
}

/**
 * Updates what the stage says. Where a version is to be taken back, somebody watches from the start, and goes on to the next process or worker only
 * after a time without an alarm. When it comes, what was exchanged is taken back, and nothing else is touched.
 *
 * @param readyMs how long a version has that never gets ready
 * @param watchMs how long each new process or worker is watched before the next one
 * @throws when a version is refused that should not be
 */
export async function carryOut(
  bench: Pick<ProbeBench, 'update' | 'now' | 'signal'>,
  customers: Pick<Customers, 'untilAlarm'>,
  stage: Stage,
  readyMs: number | undefined,
  watchMs = WATCH_MS,
): Promise<Staged> {
  const since = bench.now();
  const { back } = stage;
  if (!back) return { update: await move(bench, stage, stage.moves, { readyMs }) };
  const over = new AbortController();
  const watching = AbortSignal.any([bench.signal, over.signal]);
  const alarm = customers.untilAlarm(since, NOTICED_WITHIN_MS, watching);
  // Awaited below; until then its failure is not unhandled.
  alarm.catch(() => undefined);
  const isCalm = () => Promise.race([alarm.then(() => false), delay(watchMs, true, { signal: watching })]);
  try {
    const update = await move(bench, stage, stage.moves, { step: true, goesOn: isCalm });
    const noticedAt = await alarm;
    const exchanged = back.filter(({ process }) => update.moved.includes(process));
    await move(bench, stage, exchanged, { step: true });
    return { update, noticedAt, backAt: bench.now() };
  } finally {
    over.abort();
  }
}

/** How processes are updated. */
interface Manner {
  /** How long a new one may take until it is ready, ms. */
  readonly readyMs?: number | undefined;
  /** Whether each of a process's workers is an update of its own, where it has some. */
  readonly step?: boolean;
  /** Asked between two updates. */
  readonly goesOn?: () => Promise<boolean>;
}

async function move(
  bench: Pick<ProbeBench, 'update' | 'signal'>,
  { id, way }: Stage,
  moves: readonly Move[],
  { readyMs, step, goesOn }: Manner = {},
): Promise<Moved> {
  const replaced: Update['replaced'][number][] = [];
  const moved: string[] = [];
  const limit = id === 'unready' && readyMs !== undefined ? { readyMs } : {};
  for (const { process, version, afterMs = 0 } of moves) {
    await delay(afterMs, undefined, { signal: bench.signal });
    for (let left = 1; left > 0; ) {
      if (moved.length > 0 && goesOn && !(await goesOn())) return { replaced, moved, refused: undefined };
      const update = await bench.update({ process, version, way, step, ...limit });
      replaced.push(...update.replaced);
      const { refused } = update;
      if (refused !== undefined && id === 'unready') return { replaced, moved, refused };
      if (refused !== undefined)
        throw new Error(`${process} was not updated to ${version ?? 'what it was'}: ${refused}`);
      moved.push(process);
      left = update.left ?? 0;
    }
  }
  return { replaced, moved, refused: undefined };
}

/** What else was seen of a stage. */
interface Besides {
  /** Answers of the payments in its time. */
  readonly seen: readonly Seen[];
  /** Orders that were undecided when they were answered, and were not confirmed later. */
  readonly notConfirmed: number;
}

export function tellOf(
  arm: string,
  { id }: Stage,
  done: Done<Staged>,
  { seen, notConfirmed }: Besides,
): Told {
  const { sent, from, result } = done;
  const { update, noticedAt, backAt } = result;
  const values = { ...countsOf(id, done), [`${id}.orders-lost`]: lostOrdersOf(done, notConfirmed) };
  const series: Series[] = [];
  const checks: CheckResult[] = [];
  if (COMPLETED.includes(id))
    Object.assign(values, {
      [`${id}.beside`]: besideOf(update.replaced),
      [`${id}.drained`]: drainedOf(update.replaced, sent),
      [`${id}.cut`]: cutOf(update.replaced, sent),
    });
  if (id === 'next') {
    Object.assign(values, hitsByEndpoint(id, done), { 'next.mixed': mixedOf(seen) });
    const began = sent[0]?.dueAt ?? from;
    const hits = sent.map((each) => ({ at: each.dueAt, counts: isHit(each) }));
    const answers = (of: Version) => seen.map(({ at, version }) => ({ at, counts: version === of }));
    series.push(
      { chart: 'hits', points: shareOver(hits, began) },
      ...(['new', 'old'] as const).map((line) => ({
        ...{ chart: 'versions', line },
        points: shareOver(answers(line), began),
      })),
    );
  }
  if (id === 'unready') {
    const served = seen.filter(({ version }) => version === 'unready').length;
    Object.assign(values, { 'unready.served': served });
    checks.push(notPutIntoService(arm, served, update.refused));
  }
  if (noticedAt !== undefined && backAt !== undefined) {
    // One that waits in vain is hit from the moment at which it was sent.
    const hit = sent.filter((each) => each.endedAt >= from && isHit(each));
    const first = Math.max(from, Math.min(noticedAt, ...hit.map(({ startedAt }) => startedAt)));
    Object.assign(values, {
      [`${id}.noticed`]: Math.max(1, noticedAt - first),
      [`${id}.bad`]: Math.max(1, backAt - first),
    });
  }
  return { values, series, checks };
}

function notPutIntoService(arm: string, served: number, refused: string | undefined): CheckResult {
  const isRefused = refused !== undefined && served === 0;
  return {
    id: 'unready',
    result: isRefused ? 'pass' : 'fail',
    detail: isRefused
      ? 'a version that never got ready has answered nobody'
      : `${arm}: a version that never got ready has given ${served} answers${refused === undefined ? ', and was put into service' : ''}`,
    detailInKorean: isRefused
      ? '준비되지 않은 버전은 아무에게도 응답하지 않았다'
      : `${arm}: 준비되지 않은 버전이 응답 ${served}건을 했다${refused === undefined ? '. 서비스에도 투입되었다' : ''}`,
  };
}
