import { readdirSync, readFileSync } from 'node:fs';
import { cpuSecondsOf, TICKS_PER_SECOND } from './cpu.ts';
import { parseCpuList } from './cpu-sets.ts';
import { descendants, type ListedProcess } from './processes/process-table.ts';

/** What others than the lab, and what it has started, have used of the CPUs that are watched, in some stretch of time. */
export interface CompetingUse {
  /** How many CPUs are watched. */
  readonly cpus: number;
  /** Length of the stretch, seconds. */
  readonly wall: number;
  /** CPU seconds of others: programs, interrupts, and the host where it took the CPU away. The kernel's own threads are left out. */
  readonly others: number;
  /** Of these: what the host took. */
  readonly stolen: number;
  /** CPU seconds of programs that may run on the watched CPUs and are still there, by name and number. */
  readonly by: ReadonlyMap<string, number>;
}

/** The CPUs' counters and the own processes' at one moment; times in seconds. */
interface Reading {
  readonly at: number;
  readonly counters: CpuCounters;
  readonly own: ReadonlyMap<number, number>;
}

/**
 * Reads between two moments how much of some CPUs went to others: the time that is not idle in /proc/stat (proc(5)), less the
 * time of the own processes, and of the kernel's, that may run there.
 */
export class CompetitionMeter {
  #own: readonly number[] = [];
  #table: readonly ProcessTime[] = [];
  #before: Reading | undefined;

  /**
   * @param cpus as `taskset -c` lists them; all without
   * @param besides own processes that the lab has not started itself, e.g. those in a container
   */
  constructor(
    private readonly cpus: string | undefined,
    private readonly besides: () => readonly number[],
  ) {}

  /** Looks who is there, which takes some milliseconds: before the stretch. */
  prepare(): void {
    this.#table = readTable();
    this.#own = this.#ownAmong(this.#table).filter((pid) => mayRunOn(this.cpus, pid));
  }

  start(): void {
    this.#before = readNow(this.cpus, this.#own);
  }

  /** @returns undefined where it cannot be told: no /proc/stat, or an own process ended, whose time is then not known */
  stop(): CompetingUse | undefined {
    const before = this.#before;
    const table = readTable();
    const all = this.#ownAmong(table);
    const own = all.filter((pid) => mayRunOn(this.cpus, pid));
    const now = readNow(this.cpus, own);
    if (!before || !now || this.#own.some((pid) => !own.includes(pid))) return undefined;
    const wall = now.at - before.at;
    const busy = wall * now.counters.count - (now.counters.idle - before.counters.idle);
    const used = own.map((pid) => (now.own.get(pid) ?? 0) - (before.own.get(pid) ?? 0));
    const spent = table
      .map((each) => ({ ...each, seconds: each.seconds - this.#secondsBefore(each) }))
      .filter(({ pid, seconds }) => seconds > 0 && !all.includes(pid));
    // What the kernel's threads do may be for the arm, e.g. writing its files. Where they ran is not told.
    const kernels = spent.filter((each) => isOfKernel(each) && mayRunOn(this.cpus, each.pid));
    const others = busy - sum(used) - sum(kernels.map(({ seconds }) => seconds));
    return {
      cpus: now.counters.count,
      wall,
      others: Math.max(0, others),
      stolen: now.counters.stolen - before.counters.stolen,
      by: new Map(
        spent
          .filter((each) => !isOfKernel(each) && mayRunOn(this.cpus, each.pid))
          .map(({ command, pid, seconds }) => [`${command} (process ${pid})`, seconds]),
      ),
    };
  }

  #secondsBefore({ pid }: ProcessTime): number {
    return this.#table.find((each) => each.pid === pid)?.seconds ?? 0;
  }

  #ownAmong(table: readonly ProcessTime[]): number[] {
    const started = descendants(process.pid, table);
    return [...new Set([...started, ...this.besides()])].filter((own) =>
      table.some(({ pid }) => pid === own),
    );
  }
}

/** Whether this system tells it at all: Linux does. */
export const tellsCompetingUse = (): boolean => parseCpuCounters(read('/proc/stat'), undefined) !== undefined;

/** Two stretches as one. */
export function together(a: CompetingUse, b: CompetingUse): CompetingUse {
  const by = new Map(a.by);
  for (const [who, seconds] of b.by) by.set(who, (by.get(who) ?? 0) + seconds);
  return { ...a, wall: a.wall + b.wall, others: a.others + b.others, stolen: a.stolen + b.stolen, by };
}

/** Seconds since the machine started, added up over some CPUs. */
interface CpuCounters {
  readonly count: number;
  readonly idle: number;
  readonly stolen: number;
}

/**
 * The lines `cpu0 user nice system idle iowait irq softirq steal …` of /proc/stat.
 *
 * @param cpus the CPUs' numbers; all without
 * @returns undefined when one of them is not there
 */
export function parseCpuCounters(stat: string, cpus: readonly number[] | undefined): CpuCounters | undefined {
  const lines = [...stat.matchAll(/^cpu(\d+) (.*)$/gm)]
    .map(([, cpu, numbers = '']) => ({ cpu: Number(cpu), ticks: numbers.split(' ').map(Number) }))
    .filter(({ cpu }) => cpus?.includes(cpu) ?? true);
  if (lines.length === 0 || lines.length < (cpus?.length ?? 0)) return undefined;
  const secondsOf = (...fields: number[]) =>
    sum(lines.flatMap(({ ticks }) => fields.map((field) => ticks[field] ?? 0))) / TICKS_PER_SECOND;
  return { count: lines.length, idle: secondsOf(3, 4), stolen: secondsOf(7) };
}

function readNow(cpus: string | undefined, own: readonly number[]): Reading | undefined {
  const counters = parseCpuCounters(read('/proc/stat'), cpus === undefined ? undefined : parseCpuList(cpus));
  const at = performance.now() / 1000;
  return counters && { at, counters, own: new Map(own.map((pid) => [pid, cpuSecondsOf([pid])])) };
}

function mayRunOn(cpus: string | undefined, pid: number): boolean {
  if (cpus === undefined) return true;
  const [, allowed = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  const watched = parseCpuList(cpus);
  return parseCpuList(allowed).some((cpu) => watched.includes(cpu));
}

/** A process with the CPU seconds of itself alone. */
interface ProcessTime extends ListedProcess {
  readonly seconds: number;
}

function readTable(): ProcessTime[] {
  return pidsNow().flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    // The name alone, which stands in parentheses: a command's arguments may hold what is nobody's business.
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, userTicks, systemTicks] = [fields[0], fields[1], fields[11], fields[12]];
    if (!state || state === 'Z') return [];
    const seconds = (Number(userTicks) + Number(systemTicks)) / TICKS_PER_SECOND;
    return [{ pid, parent: Number(parent), command: name, seconds }];
  });
}

/** On Linux the kernel's threads are children of process 2. */
const isOfKernel = ({ pid, parent }: ProcessTime): boolean => pid === 2 || parent === 2;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function pidsNow(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
