import type { ProbeBench } from '@lab/lab/scenario/probe';

const CPU = /^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)$/m;

/** CPU time of all processes of the shop since each began, s, as they tell it; NaN where one does not. */
export async function cpuSecondsOf(bench: Pick<ProbeBench, 'processes' | 'metrics'>): Promise<number> {
  const texts = await Promise.all(bench.processes.map((name) => bench.metrics(name)));
  return texts.reduce((sum, told) => sum + Number(CPU.exec(told)?.[1] ?? Number.NaN), 0);
}
