/**
 * Durations of a `Server-Timing` header by name, in milliseconds, e.g. `db;dur=1.2, edge;dur=0.4;desc="HTTP"`. Entries without
 * a duration, and what cannot be read, are left out (W3C Server Timing, 2).
 */
export function parseServerTiming(header: string): Map<string, number> {
  const durations = new Map<string, number>();
  for (const entry of header.split(',')) {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim());
    const duration = parameters.find((parameter) => /^dur=/i.test(parameter))?.slice('dur='.length);
    const milliseconds = Number(duration?.replaceAll('"', '') || Number.NaN);
    if (name && Number.isFinite(milliseconds)) durations.set(name, milliseconds);
  }
  return durations;
}
