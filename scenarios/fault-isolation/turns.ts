import { alike, joined } from '@lab/lab/charts/said';
import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Text } from '@lab/lab/scenario/scenario';
import { OF_THE_PROCESS, SHARED, TWO_WORKERS } from './faults.ts';
import { measuredIn, share, shareIn } from './shares.ts';

/** What the same faults do to a monolith of two workers. */
export function byWorkers(evidence: Evidence): Text | undefined {
  const told = measuredIn(evidence, OF_THE_PROCESS).flatMap((fault) => {
    const [one, two] = ['monolith', TWO_WORKERS].map((topology) => shareIn(evidence, fault, topology));
    return one === undefined || two === undefined ? [] : [alike`${fault.title} ${one} → ${two}`];
  });
  if (told.length === 0) return undefined;
  const { en, ko } = joined(told, '; ');
  return {
    en: `Requests hit that do not need the faulty part, with one worker → with two: ${en}.`,
    ko: `장애 부분이 필요 없는 요청 중 영향을 받은 비율(워커 1개 → 2개): ${ko}.`,
  };
}

/** What faults of shared parts do to the microservices. All requests need these parts, so the share is of all: there are no bystanders. */
export function byPlace(evidence: Evidence): Text | undefined {
  const told = Object.values(SHARED).flatMap((fault) => {
    const hit = medianIn(evidence, `${fault.id}.hit`, 'microservices');
    return hit === undefined ? [] : [alike`${fault.title} ${share(hit)}`];
  });
  if (told.length === 0) return undefined;
  const { en, ko } = joined(told, '; ');
  return { en: `Share of all requests hit: ${en}.`, ko: `전체 요청 중 영향을 받은 비율: ${ko}.` };
}
