import { readFile } from 'node:fs/promises';
import type { Component, Outage } from '../../components/component.ts';
import type { Line } from '../../components/line.ts';
import type { Lines } from '../../components/lines.ts';
import { waitUntil } from '../../host/processes/wait-until.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { RunningSystem } from '../../topologies/topology.ts';

/** A signal takes effect within a time slice of the scheduler. */
const STOPPED_MS = 2_000;

const PAUSED: Text = { en: 'Paused', ko: '일시 정지' };
const KILLED: Text = { en: 'Killed', ko: '강제 종료' };
const CUT_OFF: Text = { en: 'Cut off', ko: '연결 차단' };

/** Hears what is stopped and what goes again, for those who watch. */
export type HearStop = (state: 'strikes' | 'is-over', title: Text, where: string) => void;

/** What a probe stops in a system. All of it can be set going again at once, in whatever state the probe has left it. */
export class Stops {
  /** By process, the group that stands still. */
  readonly #paused = new Map<string, number>();
  readonly #killed = new Set<string>();
  readonly #out = new Map<string, Outage>();
  readonly #cut = new Map<string, Pick<Line, 'mend'>>();

  constructor(
    private readonly system: Pick<RunningSystem, 'processes' | 'kill' | 'restart'>,
    private readonly components: readonly Pick<Component, 'id' | 'outage'>[],
    private readonly signal: AbortSignal,
    private readonly hear: HearStop = () => undefined,
    private readonly lines: Pick<Lines, 'of'> = { of: () => undefined },
  ) {}

  /** Stops a process and its children where they are, and waits until it stands still. @returns what sets them going again */
  async pause(name: string): Promise<() => Promise<void>> {
    const { pid } = this.#named(name);
    process.kill(-pid, 'SIGSTOP');
    this.#paused.set(name, pid);
    const look = async () => (await standsStill(pid)) || 'it runs';
    await waitUntil(`${name} to stand still`, look, {
      ...{ deadlineMs: STOPPED_MS, everyMs: 1, signal: this.signal },
    });
    this.hear('strikes', PAUSED, name);
    return async () => this.#resume(name);
  }

  async kill(name: string): Promise<void> {
    this.#named(name);
    this.#killed.add(name);
    // What is dead does not stand still any more.
    this.#paused.delete(name);
    await this.system.kill(name);
    this.hear('strikes', KILLED, name);
  }

  async restart(name: string): Promise<void> {
    this.#named(name);
    this.#paused.delete(name);
    await this.system.restart(name);
    this.#killed.delete(name);
    this.hear('is-over', KILLED, name);
  }

  /** @returns what starts the component again; undefined where there is none, or it is not the lab's to kill */
  async outage(id: string): Promise<(() => Promise<void>) | undefined> {
    const outage = this.components.find((component) => component.id === id)?.outage;
    if (!outage) return undefined;
    this.#out.set(id, outage);
    await outage.kill();
    this.hear('strikes', KILLED, id);
    return () => this.#bringBack(id, outage, this.signal);
  }

  /** @returns what lets packets through again; undefined where the system does not reach the component over a line */
  cutOff(id: string): (() => void) | undefined {
    const line = this.lines.of(id);
    if (!line) return undefined;
    this.#cut.set(id, line);
    line.cut();
    this.hear('strikes', CUT_OFF, id);
    return () => this.#mend(id);
  }

  /** Sets all going again. @throws when something cannot be */
  async end(): Promise<void> {
    await this.spare();
    for (const name of this.#killed) await this.restart(name);
  }

  /**
   * What is enough where the system is to end: nothing stands still or is cut off, so that all hears that it is to end, and components, which
   * are those of every trial to come, are back.
   *
   * @param calledOff where it has aborted, the components end with the run
   * @throws when a component does not come back
   */
  async spare(calledOff?: AbortSignal): Promise<void> {
    for (const name of this.#paused.keys()) this.#resume(name);
    for (const id of this.#cut.keys()) this.#mend(id);
    if (calledOff?.aborted) return;
    for (const [id, outage] of this.#out) await this.#bringBack(id, outage);
  }

  #resume(name: string): void {
    const pid = this.#paused.get(name);
    if (pid === undefined || !this.#paused.delete(name)) return;
    try {
      process.kill(-pid, 'SIGCONT');
    } catch {
      // It has ended meanwhile.
    }
    this.hear('is-over', PAUSED, name);
  }

  #mend(id: string): void {
    const line = this.#cut.get(id);
    if (!line || !this.#cut.delete(id)) return;
    line.mend();
    this.hear('is-over', CUT_OFF, id);
  }

  async #bringBack(id: string, outage: Outage, signal?: AbortSignal): Promise<void> {
    if (!this.#out.has(id)) return;
    await outage.restart(signal).catch(async (error: unknown) => {
      if (signal?.aborted) throw error;
      await outage.restart(signal);
    });
    this.#out.delete(id);
    this.hear('is-over', KILLED, id);
  }

  #named(name: string) {
    const found = this.system.processes.find((each) => each.name === name);
    if (!found) throw new Error(`the system has no process ${name}`);
    return found;
  }
}

/** Whether a process stands still. Taken for granted where the system has no /proc to tell. */
async function standsStill(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
