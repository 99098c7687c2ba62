import type { Pair } from '../../scenario/rules.ts';
import type { Endpoint, Evidence, Insight, Text } from '../../scenario/scenario.ts';
import { ends } from '../../stats/compare-arms.ts';
import { type Estimate, jackknife, meanOf, tInterval } from '../../stats/estimate.ts';
import { serverTimesIn } from './facts.ts';

/** Endpoints that are told together, because their calls are alike, e.g. those that only read. */
export interface EndpointGroup {
  readonly of: Text;
  readonly endpoints: readonly Pick<Endpoint, 'id' | 'hops' | 'calls'>[];
}

/** A figure of added time with its interval; null where there is none. */
interface Figure {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

export interface AddedTime {
  /** By what the p50s of the group's requests differ, divided by the calls that follow each other. ms. */
  readonly perHop: Figure;
  /** The same, divided by all calls. ms. */
  readonly perCall: Figure;
  /** The databases' part of the added time in the servers, 1 is all of it; null where the servers did not tell. */
  readonly databases: Figure | null;
}

/**
 * What calls between processes add to the requests of a group, each round by itself: the sum of the added p50s, divided by the sum of
 * the hops and by that of the calls. The databases' part is a ratio of means with a jackknife interval. Calls side by side count each, so
 * it can be too great for requests that make such calls.
 *
 * @param phase whose metrics go without a suffix
 * @returns undefined when no round has all of it
 */
export function addedTimeOf(
  evidence: Evidence,
  { baseline, arm }: Pair,
  { endpoints }: EndpointGroup,
  phase: string,
): AddedTime | undefined {
  const values = endpoints.map(({ id }) => ({
    own: evidence.values(`${id}.p50`, arm.name),
    base: evidence.values(`${id}.p50`, baseline.name),
  }));
  const rounds = [...(values[0]?.own.keys() ?? [])];
  const added = rounds.flatMap((round) => {
    const each = values.map(({ own, base }) => difference(own.get(round), base.get(round)));
    return each.some(Number.isNaN) ? [] : [sum(each)];
  });
  if (added.length === 0) return undefined;
  const figure = (estimate: Estimate): Figure => ({
    value: estimate.value,
    interval: ends(tInterval(estimate, evidence.confidence)),
  });
  const per = (divisor: 'hops' | 'calls') =>
    figure(meanOf(added.map((ms) => ms / sum(endpoints.map((each) => each[divisor])))));
  const inServers = addedInServers(evidence, { baseline, arm }, endpoints, phase);
  const share = (some: readonly (typeof inServers)[number][]) =>
    sum(some.map(({ database }) => database)) / sum(some.map(({ total }) => total));
  return {
    perHop: per('hops'),
    perCall: per('calls'),
    databases: inServers.length === 0 ? null : figure(jackknife(inServers, share)),
  };
}

/** By what the servers' own times differ, round by round. */
function addedInServers(
  evidence: Evidence,
  { baseline, arm }: Pair,
  endpoints: EndpointGroup['endpoints'],
  phase: string,
): { readonly total: number; readonly database: number }[] {
  const times = serverTimesIn(evidence, phase);
  const rounds = [...new Set(times.map(({ round }) => round))];
  return rounds.flatMap((round) => {
    const at = (name: string) => times.filter((time) => time.round === round && time.arm === name);
    const [own, base] = [at(arm.name), at(baseline.name)];
    const each = endpoints.map(({ id }) => {
      const [one, other] = [own, base].map((some) => some.find(({ endpoint }) => endpoint === id));
      return {
        total: difference(one?.total, other?.total),
        database: difference(one?.database, other?.database),
      };
    });
    if (each.some(({ total }) => Number.isNaN(total))) return [];
    return [
      { total: sum(each.map(({ total }) => total)), database: sum(each.map(({ database }) => database)) },
    ];
  });
}

/** A sentence for each group. None without the pair, or without the values. */
export function addedTime(
  evidence: Evidence,
  pair: Pair | undefined,
  phase: { readonly id: string; readonly of: Text },
  groups: readonly EndpointGroup[],
): Insight[] {
  if (!pair) return [];
  return groups.flatMap((group) => {
    const found = addedTimeOf(evidence, pair, group, phase.id);
    if (!found) return [];
    const [hop, call] = [milliseconds(found.perHop), milliseconds(found.perCall)];
    const share = found.databases && percent(found.databases);
    const databases = share
      ? {
          en: ` Databases have ${share} of the time added in the servers.`,
          ko: ` 서버에서 더해진 시간 중 데이터베이스의 몫은 ${share}이다.`,
        }
      : { en: '', ko: '' };
    return [
      {
        id: `added-time.${group.endpoints.map(({ id }) => id).join('+')}`,
        text: {
          en: `${pair.arm.name} adds ${hop} per hop and ${call} per call to ${group.of.en}, at ${phase.of.en} (p50).${databases.en}`,
          ko: `${phase.of.ko}에서 ${pair.arm.name}는 ${group.of.ko}에 홉당 ${hop}, 호출당 ${call}를 더한다(p50).${databases.ko}`,
        },
        metrics: group.endpoints.map(({ id }) => `${id}.p50`),
      },
    ];
  });
}

const milliseconds = ({ value, interval }: Figure): string =>
  `${value.toFixed(2)} ms${interval ? ` [${interval.map((end) => end.toFixed(2)).join(', ')}]` : ''}`;

const percent = ({ value, interval }: Figure): string => {
  const of = (share: number) => (share * 100).toFixed(0);
  return `${of(value)} %${interval ? ` [${interval.map(of).join(', ')}]` : ''}`;
};

const difference = (one: number | undefined, other: number | undefined): number =>
  one === undefined || other === undefined ? Number.NaN : one - other;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
