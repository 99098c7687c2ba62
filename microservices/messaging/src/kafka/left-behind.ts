import type { TooOld } from '@lab/shared-domain/kernel/events';
import { inTime } from '../deadline.ts';
import type { EventMessage } from './lanes.ts';

/** ms */
const ANSWER_MS = 15_000;

/** A consumer, as far as it is asked here. */
interface Log {
  /** Of each topic, by partition, the offset of the first message that came at a time or later: -1 where none did. @param timestamp epoch ms */
  listOffsets(asked: {
    topics: string[];
    partitions: Record<string, number[]>;
    timestamp: bigint;
  }): Promise<ReadonlyMap<string, readonly bigint[]>>;
}

/**
 * Whether an event has been in the log for as long as what the inbox has forgotten. A group goes through a log in its order: it was done with
 * this one long ago. One that came later, e.g. after a long outage of its publisher, may never have been applied.
 *
 * The broker is asked, and its clock counts. A message has the time of its publisher, whose clock may be wrong; our client shows that
 * one also where the topic has the broker's.
 *
 * @throws when the broker does not say
 */
export async function isLeftBehind(
  log: Log,
  { topic, partition, offset }: Pick<EventMessage, 'topic' | 'partition' | 'offset'>,
  { horizon }: Pick<TooOld, 'horizon'>,
): Promise<boolean> {
  const timestamp = BigInt(horizon) + 1n;
  const told = log.listOffsets({ topics: [topic], partitions: { [topic]: [partition] }, timestamp });
  const offsets = await inTime(ANSWER_MS, `what ${topic} got after a time`, told);
  const first = offsets.get(topic)?.[partition];
  if (first === undefined) throw new Error(`nothing is known of partition ${partition} of ${topic}`);
  return first < 0n || offset < first;
}
