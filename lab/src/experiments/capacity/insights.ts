import type { Evidence, Insight, Text } from '../../scenario/scenario.ts';

/** A multiple of an arm, beside the same with as few instances as the run has. */
interface Step {
  readonly arm: string;
  readonly fewest: string;
}

const METRICS = ['capacity', 'memory-at-capacity', 'cpu-reserved'] as const;

/** What adding instances bought and what it cost, by the medians: a sentence for each arm that has more than the fewest. */
export function gainInsights(evidence: Evidence, title: Text, steps: readonly Step[]): Insight[] {
  const median = (id: string, arm: string) =>
    evidence.metrics.find((metric) => metric.id === id)?.arms[arm]?.median;
  return steps.flatMap((step) => {
    const [capacity, memory, cpu] = METRICS.map((id): Change | undefined => {
      const [from, to] = [median(id, step.fewest), median(id, step.arm)];
      return from === undefined || to === undefined ? undefined : { from, to };
    });
    if (!capacity || !memory || !cpu) return [];
    const text = sentence(title, step, capacity, memory, cpu);
    return [{ id: `gain.${step.arm}`, text, metrics: [...METRICS] }];
  });
}

interface Change {
  readonly from: number;
  readonly to: number;
}

function sentence(load: Text, { arm, fewest }: Step, capacity: Change, memory: Change, cpu: Change): Text {
  const way = `${capacity.from.toFixed(0)} → ${capacity.to.toFixed(0)}`;
  const [megabytes, cpus] = [signed(memory, 0), signed(cpu, 2)];
  return {
    en: `${load.en}: from ${fewest} to ${arm} the capacity goes ${way} answers a second, for ${megabytes} MB of memory and ${cpus} CPUs reserved.`,
    ko: `${load.ko}, ${fewest} → ${arm}: 초당 처리량 ${way}건, 추가로 드는 자원은 메모리 ${megabytes} MB와 예약 CPU ${cpus}.`,
  };
}

function signed({ from, to }: Change, digits: number): string {
  const value = to - from;
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
