export type SagaDirection = 'forward' | 'backward';

/** A business process in flight, as stored. `position` is the index of the step to run (forward) or to undo (backward) next. */
export interface SagaRecord {
  readonly id: string;
  /** Its name. */
  readonly businessProcess: string;
  readonly context: object;
  readonly position: number;
  readonly direction: SagaDirection;
  /** Why it goes backward. */
  readonly refusal: { readonly code: string; readonly detail: string } | null;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** The durable memory of sagas, in the database of the owner of the business processes. */
export interface SagaLog {
  begin(saga: SagaRecord): Promise<void>;
  advance(saga: Pick<SagaRecord, 'id' | 'position' | 'direction' | 'refusal'>): Promise<void>;
  /** Removes the saga: what it did is in the order. */
  end(id: string): Promise<void>;
  /** Sagas that have begun and not ended, oldest first. */
  unfinished(): Promise<SagaRecord[]>;
}
