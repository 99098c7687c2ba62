/** What is to become of a process's program. */
export interface UpdateOrder {
  readonly process: string;
  /** Id of a version of the settings; the program as the project has it without. */
  readonly version?: string | undefined;
  /**
   * `stop-and-start`: the old one drains and ends, then the new one starts in its place. `beside`: the new one starts, and the old one drains once that is
   * ready. `parts`: the process keeps parts, as a cluster's primary does, and exchanges them one by one, each beside the old one.
   */
  readonly way: 'stop-and-start' | 'beside' | 'parts';
  /** How long a new one may take until it is ready, ms; 60,000 without. */
  readonly readyMs?: number;
  /**
   * Of `parts`: exchange the next one alone that runs another program, so that somebody can look at it before the one after that. Without, all are
   * exchanged, whatever they run.
   */
  readonly step?: boolean | undefined;
}

/** What came of it. */
export interface Update {
  /** In the order in which they were replaced. */
  readonly replaced: readonly Replaced[];
  /** Why a new one was not put into service; undefined where all were. */
  readonly refused: string | undefined;
  /** How many parts of the process run another program still. */
  readonly left?: number | undefined;
}

/** When a process, or a part of one, was there and another one came in its place. Epoch ms. */
export interface Replaced {
  /** When the new one was started, and when it was ready. */
  readonly startedAt: number;
  readonly readyAt: number;
  /** When the old one was told to drain, and when it had ended. */
  readonly toldAt: number;
  readonly endedAt: number;
}
