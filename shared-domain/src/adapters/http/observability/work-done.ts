import { Counter, type Registry } from 'prom-client';

/** What a process has done since its start, by its metric. The lab knows the names, too. */
const WORK = {
  commits: { name: 'shop_commits_total', help: 'Transactions that have committed' },
  messages: { name: 'shop_messages_total', help: 'Requests, replies and events that have been sent' },
  repeated: {
    name: 'shop_events_repeated_total',
    help: 'Events that came again after they had been applied',
  },
  outOfOrder: {
    name: 'shop_events_out_of_order_total',
    help: 'Events that were applied after one that had happened later',
  },
} as const;

/** Shows among the metrics what this process has done. It is read when somebody asks. */
export function showWork(
  registry: Registry,
  counts: { readonly [what in keyof typeof WORK]?: () => number },
): void {
  for (const [what, count] of Object.entries(counts))
    new Counter({
      ...WORK[what as keyof typeof WORK],
      registers: [registry],
      collect() {
        this.reset();
        this.inc(count());
      },
    });
}
