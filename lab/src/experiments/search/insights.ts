import type { Evidence, Insight, Text } from '../../scenario/scenario.ts';
import type { ScalingLoad } from './settings.ts';

/** A multiple of an arm, beside the same with as few instances as the run has. */
interface Step {
  readonly arm: string;
  readonly fewest: string;
}

/** What adding instances bought and what it cost, by the medians: a sentence for each arm that has more than the fewest, and load. */
export function gainInsights(
  evidence: Evidence,
  loads: readonly ScalingLoad[],
  steps: readonly Step[],
): Insight[] {
  const median = (id: string, arm: string) =>
    evidence.metrics.find((metric) => metric.id === id)?.arms[arm]?.median;
  return loads.flatMap(({ id, title }) =>
    steps.flatMap(({ arm, fewest }) => {
      const between = (name: string) => {
        const [from, to] = [median(`${id}.${name}`, fewest), median(`${id}.${name}`, arm)];
        return from === undefined || to === undefined ? undefined : { from, to, added: to - from };
      };
      const [rate, memory, cpu] = [between('rate'), between('memory'), between('cpu-reserved')];
      if (!rate || !memory || !cpu) return [];
      const metrics = ['rate', 'memory', 'cpu-reserved'].map((name) => `${id}.${name}`);
      return [
        { id: `gain.${id}.${arm}`, text: sentence(title, { arm, fewest }, rate, memory, cpu), metrics },
      ];
    }),
  );
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly added: number;
}

function sentence(load: Text, { arm, fewest }: Step, rate: Change, memory: Change, cpu: Change): Text {
  const way = `${rate.from.toFixed(0)} → ${rate.to.toFixed(0)}`;
  const paid = `${signed(memory.added, 0)} MB, ${signed(cpu.added, 2)} CPU`;
  return {
    en: `${load.en}: from ${fewest} to ${arm} the rate goes ${way} requests a second, for ${paid} reserved.`,
    ko: `${load.ko}: ${fewest}에서 ${arm}(으)로 늘리면 초당 요청이 ${way}, 대가는 ${paid}.`,
  };
}

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
