import { z } from 'zod';
import { sayerOf } from '../../charts/vocabulary.ts';
import type { Text } from '../../scenario/scenario.ts';
import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import type { DisturbanceDetails, FaultRecord } from './record.ts';
import { BY_ALL, type PlannedFault } from './settings.ts';

/** What a fault did to the endpoints of one arm, over all valid trials in which it bit. */
export interface FaultInArm {
  readonly arm: string;
  readonly records: readonly FaultRecord[];
}

export interface FaultView {
  readonly id: string;
  readonly title: Text;
  /** Which endpoints need what is faulty; undefined for a run from when that was no property of a fault. */
  readonly needed: PlannedFault['needed'] | undefined;
  readonly arms: readonly FaultInArm[];
}

const storedSettings = z.looseObject({
  faults: z.array(
    z.looseObject({ id: z.string(), needed: z.union([z.array(z.string()), z.literal(BY_ALL)]).optional() }),
  ),
});

/** The faults of a run, in the order of the scenario, with what they did in each arm that they struck: some are tried in some arms alone. */
export function faultViews({ manifest, trials }: RunOf<DisturbanceDetails>): FaultView[] {
  const bitten = trials
    .filter(({ valid }) => valid)
    .flatMap(({ arm, details }) =>
      (details?.faults ?? []).filter(({ window }) => window).map((record) => ({ arm, record })),
    );
  const say = sayerOf(manifest);
  const titles = new Map(manifest.scenario.measures.map(({ id, group }) => [id.split('.')[0] ?? id, group]));
  const planned = storedSettings.safeParse(manifest.scenario.experiment.settings).data?.faults ?? [];
  return [...titles]
    .map(([id, title]) => ({
      id,
      title: say(title),
      needed: planned.find((fault) => fault.id === id)?.needed,
      arms: manifest.arms
        .map(({ name }) => ({
          arm: name,
          records: bitten.flatMap(({ arm, record }) => (arm === name && record.id === id ? [record] : [])),
        }))
        .filter(({ records }) => records.length > 0),
    }))
    .filter(({ arms }) => arms.length > 0);
}

/** Share of an endpoint's requests that a fault hit; undefined where there were none. */
export function endpointHit({ records }: FaultInArm, endpoint: string): number | undefined {
  const impacts = records.flatMap(({ endpoints }) => endpoints[endpoint] ?? []);
  const sum = (field: 'started' | 'failed' | 'slow') =>
    impacts.reduce((total, impact) => total + impact[field], 0);
  return sum('started') === 0 ? undefined : (sum('failed') + sum('slow')) / sum('started');
}

/** From this share on, an endpoint counts as hit: see the fault experiment's impact. */
export const HIT = 0.05;

/** How many of the endpoints a fault hit, and how many there are. */
export function endpointsHit(inArm: FaultInArm, endpoints: readonly string[]): number {
  return endpoints.filter((id) => (endpointHit(inArm, id) ?? 0) > HIT).length;
}

/** Share of requests that were hit, by seconds from the first bite: all trials of an arm together. */
export function hitsOverTime({ records }: FaultInArm): (readonly [second: number, share: number])[] {
  const steps = new Map<number, { started: number; hit: number }>();
  for (const { timeline, window } of records) {
    for (const { ms, started, failed, slow } of timeline) {
      const second = Math.round((ms - (window?.from ?? 0)) / 250) / 4;
      const known = steps.get(second) ?? { started: 0, hit: 0 };
      steps.set(second, { started: known.started + started, hit: known.hit + failed + slow });
    }
  }
  return [...steps]
    .filter(([, { started }]) => started > 0)
    .map(([second, { started, hit }]) => [second, hit / started] as const)
    .toSorted(([a], [b]) => a - b);
}

/** Seconds in which requests were lost, see `outageOf`: the median of an arm's trials; undefined where none tells. */
export function lostSeconds({ records }: FaultInArm): number | undefined {
  const known = records.flatMap(({ outageMs }) => outageMs ?? []);
  return known.length > 0 ? median(known) / 1000 : undefined;
}

/** How many requests were lost over all trials: of those that do not need what is faulty, or of all where all need it. */
export function lostRequests(
  view: FaultView,
  { records }: FaultInArm,
): { readonly started: number; readonly lost: number } {
  const counted = records
    .flatMap(({ endpoints }) => Object.entries(endpoints))
    .filter(([endpoint]) => view.needed === BY_ALL || !needs(view, endpoint))
    .map(([, impact]) => impact);
  return {
    started: counted.reduce((total, { started }) => total + started, 0),
    lost: counted.reduce((total, { failed, slow }) => total + failed + slow, 0),
  };
}

/** Whether an endpoint cannot answer without what is faulty, as far as the run says. */
export const needs = ({ needed }: FaultView, endpoint: string): boolean =>
  needed === BY_ALL || (needed?.includes(endpoint) ?? false);

/** Seconds for which a fault was there: the median of its trials. */
export const lastedSeconds = ({ records }: FaultInArm): number =>
  median(records.flatMap(({ window }) => (window ? [(window.to - window.from) / 1000] : [])));

/** What the checks after a fault came to, e.g. `nothing, in 10 of 10`, `money in 1 of 10`; a dash where none was made. */
export function lostOrWrong(records: readonly FaultRecord[]): Text {
  const checked = records.filter(({ checks }) => checks.length > 0);
  if (checked.length === 0) return { en: '–', ko: '–' };
  const having = (result: 'fail' | 'unknown') =>
    checked.flatMap(({ checks }) => {
      const ids = checks.filter((check) => check.result === result).map(({ id }) => id);
      return ids.length > 0 ? [ids] : [];
    });
  const [wrong, unknown] = [having('fail'), having('unknown')];
  const all = checked.length;
  const ids = [...new Set(wrong.flat())].join(', ');
  if (wrong.length > 0)
    return { en: `${ids} in ${wrong.length} of ${all}`, ko: `${all}번 중 ${wrong.length}번 ${ids}` };
  if (unknown.length > 0)
    return {
      en: `not known in ${unknown.length} of ${all}`,
      ko: `${all}번 중 ${unknown.length}번 알 수 없음`,
    };
  return { en: `nothing, in ${all} of ${all}`, ko: `${all}번 모두 없음` };
}
