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
  const entries = { total, edge: own, db, calls, services: remoteHandler, 'remote-db': remoteDb };
  return Object.entries(entries)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`)
    .join(', ');
}
