import { Gauge, type Registry } from 'prom-client';

/** What waits in a process, by its metric. The doctor knows the names, too. */
const BACKLOG = {
  outbox: {
    name: 'shop_outbox_events',
    help: 'Events that have not reached all of their subscribers yet',
  },
  deadLetters: {
    name: 'shop_dead_letters',
    help: 'Events that a subscriber could not apply; they wait for an operator',
  },
  sagas: {
    name: 'shop_open_sagas',
    help: 'Business processes that have begun and not ended',
  },
} as const;

/** Shows among the metrics what waits in this process. It is counted when somebody asks; what cannot be counted then is left out. */
export function showBacklog(
  registry: Registry,
  counts: { readonly [what in keyof typeof BACKLOG]?: () => Promise<number> },
): void {
  for (const [what, count] of Object.entries(counts))
    new Gauge({
      ...BACKLOG[what as keyof typeof BACKLOG],
      registers: [registry],
      async collect() {
        await count().then(
          (many) => this.set(many),
          () => this.remove(),
        );
      },
    });
}
