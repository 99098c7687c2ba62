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

/**
 * Who drives a saga. Nobody else may before `until` (epoch ms), by the clocks of the processes that share the log. From then on its owner may not
 * either, also where nobody has taken the saga over yet.
 */
export interface Lease {
  readonly owner: string;
  readonly until: number;
}

/** Who writes about a saga, and when. */
export interface Driver {
  readonly owner: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Which sagas somebody may take over. */
export interface Claim {
  /** Those whose lease ended before. Epoch ms. */
  readonly now: number;
  /** Ids of those that are not wanted: who takes over has not put them down yet, though their lease has ended. */
  readonly except: readonly string[];
  /** At most so many. */
  readonly most: number;
}

/** The durable memory of sagas, in the database of the owner of the business processes. */
export interface SagaLog {
  begin(saga: SagaRecord, lease: Lease): Promise<void>;
  /**
   * @returns false when the saga is not the owner's any more: its lease has ended, or somebody has taken it over, or ended it. Nothing has changed
   * then.
   */
  advance(saga: Pick<SagaRecord, 'id' | 'position' | 'direction' | 'refusal'>, by: Driver): Promise<boolean>;
  /** Removes the saga: what it did is in the order. @returns as {@link advance} */
  end(id: string, by: Driver): Promise<boolean>;
  /** Makes leases end later, of those sagas that are the owner's now (epoch ms). One that has ended stays so. */
  renew(ids: readonly string[], lease: Lease, now: number): Promise<void>;
  /**
   * Ends leases at once, so that nobody has to wait until they end.
   *
   * @param owners those whose names begin so
   * @param but the owner who keeps his; none without
   */
  release(owners: string, but?: string): Promise<void>;
  /** Takes sagas over: those first whose lease ended first, and of these the oldest. To be called in a transaction, as it reads before it writes. */
  takeOver(lease: Lease, claim: Claim): Promise<SagaRecord[]>;
  /**
   * Hands one saga from one owner to another. To be called in a transaction.
   *
   * @returns undefined when it is not the first owner's any more
   */
  claim(id: string, from: string, lease: Lease): Promise<SagaRecord | undefined>;
  /** Ids of those that an owner has, oldest first, at most so many. */
  idsOf(owner: string, most: number): Promise<string[]>;
  /** How many sagas have begun and not ended. */
  open(): Promise<number>;
}

/** What the log calls an execution of a business process. @param id as its executor was told */
export const sagaIdOf = (name: string, id: string): string => `${name}:${id}`;

/** One that begins now. */
export const begunNow = (name: string, id: string, context: object): SagaRecord => ({
  id: sagaIdOf(name, id),
  businessProcess: name,
  context,
  position: 0,
  direction: 'forward',
  refusal: null,
  startedAt: Date.now(),
});
