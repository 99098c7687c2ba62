import { breakEven } from '@lab/lab/experiments/capacity/break-even';
import type { Evidence, Text } from '@lab/lab/scenario/scenario';
import { added, COUNTS, part, stopOf, whole } from './instances.ts';

/** A cost, of which the two ways of scaling may break even. */
interface Cost {
  readonly metric: string;
  readonly of: Text;
  readonly unit: string;
  readonly digits: number;
}

export const MEMORY: Cost = {
  metric: 'memory-at-capacity',
  of: { en: 'memory', ko: '메모리' },
  unit: 'MB',
  digits: 1,
};
export const CPU_USED: Cost = {
  metric: 'cpu-used',
  of: { en: 'CPU time', ko: 'CPU 시간' },
  unit: 'ms',
  digits: 1,
};

/** The capacity beyond which the services need less than the monolith, as far as recommendations are what limits them. */
export function turnAt(evidence: Evidence, { metric, of, unit, digits }: Cost): Text | undefined {
  const counts = added(evidence);
  const last = stopOf(evidence, [1, ...counts])?.count ?? COUNTS.length;
  const within = [1, ...counts].filter((count) => count <= last);
  const growth = (times: (count: number) => string) => ({
    arms: within.flatMap(
      (count) => evidence.arms.find(({ topology }) => topology === times(count))?.name ?? [],
    ),
  });
  const found = breakEven(evidence, { capacity: 'capacity', cost: metric }, growth(part), growth(whole));
  if (!found) return undefined;
  const { rate, interval, measuredUpTo, slopes } = found;
  // CPU seconds per second and request are told in milliseconds.
  const told = (slope: number) => `${(unit === 'ms' ? slope * 1000 : slope).toFixed(digits)} ${unit}`;
  const each = [told(slopes.one), told(slopes.other)] as const;
  if (rate === null)
    return {
      en: `Here each further request a second takes ${each[0]} with services and ${each[1]} with the monolith: at no capacity do they need less ${of.en}.`,
      ko: `여기서는 초당 요청이 하나 늘 때 서비스는 ${each[0]}, 모놀리스는 ${each[1]}를 더 쓴다. 처리량이 얼마이든 서비스 쪽이 더 많이 쓴다.`,
    };
  const at = `${rate.toFixed(0)}${interval ? ` [${interval.map((end) => end.toFixed(0)).join(', ')}]` : ''}`;
  const beyond = rate > measuredUpTo;
  const measured = measuredUpTo.toFixed(0);
  return {
    en: `Break-even for ${of.en}: ${at} requests a second (each further one takes ${each[0]} with services, ${each[1]} with the monolith).${beyond ? ` That is beyond the ${measured} that were measured: the lines are continued.` : ''}`,
    ko: `${of.ko} 손익분기점: 초당 ${at}건(한 건이 늘 때 서비스 ${each[0]}, 모놀리스 ${each[1]}).${beyond ? ` 측정한 초당 ${measured}건을 넘는 값으로, 직선을 연장한 것이다.` : ''}`,
  };
}
