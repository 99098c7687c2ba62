import type { InboxSettings } from '@lab/shared-domain/adapters/process/inbox-settings';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import type { Inbox } from '@lab/shared-domain/kernel/events';
import { InboxPruner } from '@lab/shared-domain/kernel/inbox-pruner';
import type { Logger } from 'pino';

const DAY_MS = 86_400_000;
/** Longest time from one sweep to the next: where little is remembered, they come more often. */
const SWEEP_MS = 60_000;
/** Shortest one: where next to nothing is remembered, a process has other things to do all the same. */
const LEAST_MS = 100;

/** Keeps an inbox from growing for ever, from now on. @param subscribers those of this process */
export function pruneInbox(
  inbox: Inbox,
  subscribers: readonly string[],
  { INBOX_RETENTION_DAYS: days }: InboxSettings,
  logger: Logger,
): InboxPruner {
  const retentionMs = days * DAY_MS;
  const pruner = new InboxPruner({
    ...{ inbox, subscribers, retentionMs, clock: systemClock },
    everyMs: Math.min(SWEEP_MS, Math.max(LEAST_MS, retentionMs)),
    onPruned: (subscriber, many) => logger.debug({ subscriber, many }, 'old events forgotten'),
    onFailure: (err) => logger.warn({ err }, 'old events could not be forgotten yet'),
  });
  pruner.start();
  return pruner;
}
