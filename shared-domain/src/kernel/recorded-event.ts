/** What is to be recorded: something that has happened. */
export interface NewEvent {
  /** What it has happened to, e.g. `stock-SKU-00001`. */
  readonly stream: string;
  /**
   * Its place in its stream: from 1, without gaps. Nobody else may have recorded that one yet, so who decides on an outdated state is found
   * out.
   */
  readonly version: number;
  /** What has happened, e.g. `stock.moved`. */
  readonly type: string;
  /** The version of the shape of its data, from 1. */
  readonly schema: number;
  /** What is to be known of it; JSON. */
  readonly data: object;
}

/** An event as an event store has it. It never changes, and is never removed. */
export interface RecordedEvent extends NewEvent {
  /** Its place among all events of the store: ascending in the order of their commits, and not always without gaps. */
  readonly position: number;
  /** When it was recorded: epoch milliseconds, of the clock of the process that did. */
  readonly recordedAt: number;
}

/** Somebody else was first to record an event of that version. Nothing of what was to be recorded is kept; read again, and decide anew. */
export class VersionConflict extends Error {
  readonly code = 'version-conflict';

  /** @param events those of which one came too late */
  constructor(events: readonly Pick<NewEvent, 'stream' | 'version'>[]) {
    const few = events.slice(0, 3).map(({ stream, version }) => `${stream} version ${version}`);
    super(`somebody else was first with one of ${events.length} events: ${few.join(', ')}`);
  }
}
