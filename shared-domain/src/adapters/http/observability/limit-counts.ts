import { Counter, Gauge, type Registry } from 'prom-client';
import type { Load } from '../limits/adaptive-limit.ts';
import type { Importance } from '../limits/kinds.ts';

/** Shows among the metrics what a limit has let in and refused. @returns counts a request */
export function showLimited(registry: Registry): (importance: Importance, refused: boolean) => void {
  const counter = new Counter({
    name: 'shop_limited_requests_total',
    help: 'Requests that a limit has let in and refused, by how much they matter',
    labelNames: ['importance', 'outcome'],
    registers: [registry],
  });
  return (importance, refused) => counter.inc({ importance, outcome: refused ? 'refused' : 'admitted' });
}

/** Shows among the metrics how many requests may be under way. It is read when somebody asks. */
export function showLoad(registry: Registry, load: Load): void {
  new Gauge({
    name: 'shop_concurrency_limit',
    help: 'Requests that may be under way at once, as far as the process has learned',
    registers: [registry],
    collect() {
      this.set(load.limit);
    },
  });
}

/** Shows among the metrics how many requests a process counted for itself, as the server of its limit did not answer. */
export function showCountedHere(registry: Registry, counted: { readonly here: number }): void {
  new Counter({
    name: 'shop_limit_counted_here_total',
    help: 'Requests that were counted by this process alone, as the server of its limit did not answer',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(counted.here);
    },
  });
}
