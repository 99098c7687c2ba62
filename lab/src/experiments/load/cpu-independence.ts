import type { Arm, Evidence, Insight } from '../../scenario/scenario.ts';
import { verdictOf } from '../../stats/verdict.ts';
import { sameArm } from '../../topologies/arms.ts';
import { pairedRatio } from './paired-ratio.ts';

const METRIC = 'cpu-per-request';
/** The least difference that counts, as of the metric. */
const DELTA = 0.05;

/**
 * Whether the CPU time per request depends on how many CPUs there are: what an arm `<topology>+cpus=2` needs, divided by what the arm
 * without the choice needs, round by round. A sentence for each such pair of a run; none without.
 */
export function cpuIndependence(evidence: Evidence): Insight[] {
  return evidence.arms.flatMap((own) => {
    const [, topology, count] = /^(.+)\+cpus=(\d+)$/.exec(own.topology) ?? [];
    if (!topology || !count) return [];
    const other = evidence.arms.find((arm) => sameArm(arm.topology, topology));
    return other ? told(evidence, own, other, count) : [];
  });
}

function told(evidence: Evidence, own: Arm, other: Arm, count: string): Insight[] {
  const ratio = pairedRatio(evidence, METRIC, own, other);
  if (!ratio) return [];
  const verdict = verdictOf(ratio.interval, { delta: DELTA });
  const text = {
    higher: { en: 'So it depends on them.', ko: '따라서 CPU 수에 따라 달라진다.' },
    lower: { en: 'So it depends on them.', ko: '따라서 CPU 수에 따라 달라진다.' },
    small: { en: 'So it hardly depends on them.', ko: '따라서 CPU 수의 영향은 거의 없다.' },
    equivalent: { en: 'So it does not depend on them.', ko: '따라서 CPU 수와 무관하다.' },
    inconclusive: {
      en: 'Whether it depends on them is not settled.',
      ko: 'CPU 수에 따라 달라지는지는 아직 알 수 없다.',
    },
  }[verdict];
  return [
    {
      id: `cpu-independence.${own.name}`,
      text: {
        en: `With ${count === '1' ? 'one CPU' : `${count} CPUs`} a request of ${other.name} needs ${ratio.said} the CPU time that it needs with the CPUs of the arms. ${text.en}`,
        ko: `CPU ${count}개에서 ${other.name}의 요청당 CPU 시간은 비교 대상에 배정된 CPU에서의 ${ratio.said}이다. ${text.ko}`,
      },
      metrics: [METRIC],
    },
  ];
}
