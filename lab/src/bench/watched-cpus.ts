import { type CompetingUse, CompetitionMeter, together } from '../host/competing-use.ts';

/** What others use of an arm's CPUs while it is measured, by phase. */
export class WatchedCpus {
  readonly #use = new Map<string, CompetingUse>();

  /**
   * @param cpus that the arm has, as `taskset -c` lists them; undefined for all
   * @param besides processes that are the arm's own, though the lab is not their ancestor
   */
  constructor(
    private readonly cpus: string | undefined,
    private readonly besides: () => readonly number[],
  ) {}

  /** By phase; empty where it cannot be told. */
  get use(): ReadonlyMap<string, CompetingUse> {
    return this.#use;
  }

  /** Watches from when the work says so until its end. */
  async during<T>(phase: string, work: (started: () => void) => Promise<T>): Promise<T> {
    const meter = new CompetitionMeter(this.cpus, this.besides);
    meter.prepare();
    const result = await work(() => meter.start());
    const use = meter.stop();
    const before = this.#use.get(phase);
    if (use) this.#use.set(phase, before ? together(before, use) : use);
    return result;
  }
}
