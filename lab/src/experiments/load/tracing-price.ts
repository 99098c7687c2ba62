import type { Arm, Evidence, Insight } from '../../scenario/scenario.ts';
import { sameArm } from '../../topologies/arms.ts';
import { pairedRatio } from './paired-ratio.ts';

const CPU = 'cpu-per-request';
const MEMORY = 'memory';

/**
 * What it costs to trace every request: CPU time and memory of an arm `<topology>+tracing=on`, divided by those of the arm without the
 * choice, round by round. A sentence for each such pair of a run; none without.
 */
export const tracingPrice = (evidence: Evidence): Insight[] =>
  evidence.arms.flatMap((own) => {
    const [, topology] = /^(.+)\+tracing=on$/.exec(own.topology) ?? [];
    const other = topology && evidence.arms.find((arm) => sameArm(arm.topology, topology));
    return other ? told(evidence, own, other) : [];
  });

function told(evidence: Evidence, own: Arm, other: Arm): Insight[] {
  const cpu = pairedRatio(evidence, CPU, own, other);
  const memory = pairedRatio(evidence, MEMORY, own, other);
  if (!cpu || !memory) return [];
  return [
    {
      id: `tracing-price.${own.name}`,
      text: {
        en: `With every request traced, ${other.name} needs ${cpu.said} the CPU time per request and ${memory.said} the memory, those of the collector included.`,
        ko: `모든 요청을 추적하면 ${other.name}의 요청당 CPU 시간은 ${cpu.said}, 메모리는 ${memory.said}가 된다(수집기 포함).`,
      },
      metrics: [CPU, MEMORY],
    },
  ];
}
