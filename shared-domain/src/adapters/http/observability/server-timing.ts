import type { Timings } from '../../../kernel/timings.ts';

/**
 * Where a request's time went, as a Server-Timing header (W3C), in ms:
 *
 *     total ── edge            this process's own work
 *           ├─ calls           waiting for other services, of which …
 *           │    ├─ services   … their handlers took (their databases included; parallel calls add up)
 *           │    └─ remote-db  … their databases took
 *           └─ db              this process's database
 */
export function serverTiming(timings: Timings): string {
  const { total, own, db, calls, remoteDb, remoteHandler } = timings.snapshot();
  // Spelt out, as it is made for every answer: a loop over names costs more than twice as much.
  return `total;dur=${ms(total)}, edge;dur=${ms(own)}, db;dur=${ms(db)}, calls;dur=${ms(calls)}, services;dur=${ms(remoteHandler)}, remote-db;dur=${ms(remoteDb)}`;
}

/** Rounded as a number: `toFixed` is dearer, and takes as long for zero, which half of them are in the monolith. */
const ms = (value: number): number => Math.round(value * 1000) / 1000;
