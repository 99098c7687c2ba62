import type { Measure } from '../../scenario/scenario.ts';
import type { FaultRecord } from './record.ts';
import { BY_ALL, type DisturbanceSettings, isBystander, type PlannedFault } from './settings.ts';

/** Shares are told to a thousandth: less than one request in a thousand is as good as none, and nothing has no ratio. Percent. */
export const LEAST_PERCENT = 0.1;
/**
 * Likewise one request. Recovery is told to a second, an outage to a quarter, and a request that fails at once is known to have after some
 * milliseconds. ms.
 */
const LEAST = { lost: 1, recover: 1_000, outage: 250, detect: 10 } as const;
const LEAST_BY_ID: ReadonlyMap<string, number> = new Map(Object.entries(LEAST));

/** What stands for nothing in a metric of this kind: in each share, and in the values of faults. */
export const leastOf = ({ id, unit }: Pick<Measure, 'id' | 'unit'>): number | undefined =>
  unit === '%' ? LEAST_PERCENT : LEAST_BY_ID.get(id.slice(id.lastIndexOf('.') + 1));

const DELTA = { share: 0.1, time: 0.2 } as const;

/** What arms are compared by, for every fault. */
export function faultMeasures({ faults }: Pick<DisturbanceSettings, 'faults'>): Measure[] {
  return faults.flatMap(({ id, title, needed }) => {
    const common = { better: 'lower', group: title.en } as const;
    const share = { ...common, unit: '%', delta: DELTA.share, kind: 'amount' } as const;
    const time = { ...common, unit: 'ms', delta: DELTA.time, kind: 'duration' } as const;
    const whose = needed === BY_ALL ? '' : ' that did not need the context';
    return [
      { ...share, id: `${id}.hit`, label: 'requests that failed or were slow' },
      ...(needed === BY_ALL
        ? []
        : [
            {
              ...share,
              id: `${id}.bystanders-hit`,
              label: 'requests hit that did not need the context',
            },
          ]),
      { ...share, unit: 'requests', id: `${id}.lost`, label: `requests lost${whose}` },
      { ...time, id: `${id}.outage`, label: `time in which requests${whose} were lost` },
      { ...time, id: `${id}.detect`, label: 'until a client knew' },
      { ...time, id: `${id}.recover`, label: 'time to stable recovery' },
    ];
  });
}

/**
 * The values of {@link faultMeasures} that a fault came to: none of bystanders where there were none. One from which the system did not recover while it was watched
 * counts with the time for which it was.
 */
export function faultValues(record: FaultRecord, needed: PlannedFault['needed']): Record<string, number> {
  const { id, window, endpoints, hitShare, failed, slow, outageMs, detectMs, recoverMs, seconds } = record;
  if (!window) return {};
  const bystanders = Object.entries(endpoints).filter(([endpoint]) => isBystander({ needed }, endpoint));
  const sum = (field: 'started' | 'failed' | 'slow') =>
    bystanders.reduce((total, [, impact]) => total + impact[field], 0);
  const lost = needed === BY_ALL ? failed + slow : sum('failed') + sum('slow');
  const percent = (share: number) => Math.max(LEAST_PERCENT, 100 * share);
  return {
    [`${id}.hit`]: percent(hitShare),
    ...(sum('started') > 0 && {
      [`${id}.bystanders-hit`]: percent((sum('failed') + sum('slow')) / sum('started')),
    }),
    [`${id}.lost`]: Math.max(LEAST.lost, lost),
    ...(outageMs === null ? {} : { [`${id}.outage`]: Math.max(LEAST.outage, outageMs) }),
    ...(detectMs === null ? {} : { [`${id}.detect`]: Math.max(LEAST.detect, detectMs) }),
    [`${id}.recover`]: Math.max(LEAST.recover, recoverMs ?? seconds * 1000 - window.to),
  };
}
