import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** The machine's condition at a moment. */
export interface MachineReading {
  /** Runnable processes, averaged over a minute. */
  readonly load: number;
  /** Ticks of all processors since the machine started; undefined where they cannot be read. */
  readonly ticks: { readonly steal: number; readonly all: number } | undefined;
}

export function readMachine(): MachineReading {
  return { load: loadavg()[0] ?? 0, ticks: parseCpuTicks(readProcStat()) };
}

/** Share of the processors' time between two readings that the host gave to other guests; null if unknown. */
export function stealBetween(before: MachineReading, after: MachineReading): number | null {
  if (!before.ticks || !after.ticks) return null;
  const all = after.ticks.all - before.ticks.all;
  return all > 0 ? (after.ticks.steal - before.ticks.steal) / all : 0;
}

/** The line `cpu user nice system idle iowait irq softirq steal …` of /proc/stat; guest time is in user time already. */
export function parseCpuTicks(stat: string): MachineReading['ticks'] {
  const numbers = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').slice(0, 8).map(Number);
  if (!numbers || numbers.length < 8) return undefined;
  return { steal: numbers[7] ?? 0, all: numbers.reduce((sum, value) => sum + value, 0) };
}

function readProcStat(): string {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    return '';
  }
}
