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

/** Who drives a saga. Nobody else may before `until` (epoch ms), by the clocks of the processes that share the log. */
export interface Lease {
  readonly owner: string;
  readonly until: number;
}

/** Which sagas somebody may take over. */
export interface Claim {
  /** Those whose lease ended before. Epoch ms. */
  readonly now: number;
  /** Those whose owner's name begins so, whatever their lease: earlier lives of the same instance, but not this one. None for an empty one. */
  readonly formerly: string;
  /** At most so many. */
  readonly most: number;
}

/** The durable memory of sagas, in the database of the owner of the business processes. */
export interface SagaLog {
  begin(saga: SagaRecord, lease: Lease): Promise<void>;
  /** @returns false when the saga is not the owner's any more: somebody has taken it over, or ended it. Nothing has changed then. */
  advance(
    saga: Pick<SagaRecord, 'id' | 'position' | 'direction' | 'refusal'>,
    owner: string,
  ): Promise<boolean>;
  /** Removes the saga: what it did is in the order. @returns as {@link advance} */
  end(id: string, owner: string): Promise<boolean>;
  /** Makes the leases of all of an owner's sagas end later. */
  renew(lease: Lease): Promise<void>;
  /** Takes sagas over, oldest first. To be called in a transaction, as it reads before it writes. */
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
