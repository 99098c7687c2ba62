import { findingsFor, pairOf } from '@lab/lab/scenario/rules';
import type { Evidence, Text } from '@lab/lab/scenario/scenario';
import { packagesIn, runningOf } from './measured.ts';

/** How long a change in one context takes at each size of the code base, also where the monolith has a package for each context. */
export function byPackages(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  const packages = packagesIn(evidence);
  const sizes = runningOf(evidence, ['service-body']);
  if (!pair || packages === undefined || sizes.length === 0) return undefined;
  const [one, divided, service] = [pair.baseline.name, packages, pair.arm.name].map((arm) =>
    sizes
      .flatMap((id) => evidence.metrics.find((metric) => metric.id === id)?.arms[arm]?.median ?? [])
      .map((seconds) => `${seconds.toFixed(1)} s`)
      .join(', '),
  );
  return {
    en: `From the smallest code base to the largest, a change in one context takes: in one package ${one}; in a package of its own ${divided}; as a service ${service}.`,
    ko: `가장 작은 코드베이스부터 가장 큰 것까지, 컨텍스트 하나를 바꾸는 데 걸린 시간: 패키지 하나일 때 ${one}; 컨텍스트마다 패키지가 있을 때 ${divided}; 서비스일 때 ${service}.`,
  };
}

/** What changes of what all share take as services, against the monolith. */
export function byShared(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  const ids = runningOf(evidence, ['domain-body', 'domain-signature']);
  const found = pair ? findingsFor(evidence, pair.arm.name, ids) : [];
  if (found.length === 0) return undefined;
  const list = found
    .map(
      ({ metric, comparison }) => `${metric.id.slice(0, -'.running'.length)} ${comparison.ratio.toFixed(2)}×`,
    )
    .join(', ');
  return {
    en: `As services, such a change takes this many times as long as in the monolith: ${list}.`,
    ko: `이런 변경은 서비스에서 모놀리스의 몇 배가 걸리는가: ${list}.`,
  };
}
