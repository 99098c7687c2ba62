import type { Measure } from '../../../scenario/scenario.ts';
import { leastFor } from '../../../stats/latency.ts';
import { type SagaLine, type SagaStory, storiesOf } from './history.ts';
import type { SagasRecord, ToldSaga } from './record.ts';

const PERCENTILES = [50, 90] as const;

const idOf = (percentile: number): string => `compensate.p${percentile}`;

/** From the refusal of a step to the record that all before it has been taken back. */
export const compensationMeasures: readonly Measure[] = PERCENTILES.map((percentile) => ({
  id: idOf(percentile),
  label: `time to compensate, p${percentile}`,
  unit: 'ms',
  better: 'lower',
  delta: 0.2,
  kind: 'duration',
  group: 'Compensation',
}));

/** The numbers of a record's `compensateMs`. */
export const timesOf = ({ compensateMs }: Pick<SagasRecord, 'compensateMs'>): number[] =>
  compensateMs === '' ? [] : compensateMs.split(' ').map(Number);

/** The smallest of sorted numbers that is not exceeded by so many percent of them. */
export const percentileOf = (sorted: readonly number[], percentile: number): number | undefined =>
  sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)];

/** The values of {@link compensationMeasures}: none of a percentile that there are too few for. */
export function compensationValues(record: SagasRecord): Record<string, number> {
  const sorted = timesOf(record);
  return Object.fromEntries(
    PERCENTILES.flatMap((percentile) => {
      const value = sorted.length >= leastFor(percentile) ? percentileOf(sorted, percentile) : undefined;
      return value === undefined ? [] : [[idOf(percentile), value]];
    }),
  );
}

/** What a history tells. @returns null for an empty one */
export function sagasRecordOf(history: readonly SagaLine[]): SagasRecord | null {
  const stories = storiesOf(history);
  if (stories.length === 0) return null;
  const times = stories.flatMap(({ compensateMs }) => compensateMs ?? []).toSorted((a, b) => a - b);
  return {
    succeeded: stories.filter(({ fate }) => fate === 'succeeded').length,
    compensated: stories.filter(({ fate }) => fate === 'compensated').length,
    refused: stories.filter(({ fate }) => fate === 'refused').length,
    compensateMs: times.map(tenths).join(' '),
    told: [
      ...tellOf('succeeded', typical(stories.filter((each) => each.fate === 'succeeded' && isPlain(each)))),
      ...tellOf(
        'compensated',
        typical(stories.filter((each) => each.fate === 'compensated' && isPlain(each))),
      ),
      ...tellOf('survived', survivorOf(stories)),
    ],
  };
}

const pidsOf = ({ lines }: SagaStory): number[] => [...new Set(lines.map(({ pid }) => pid))];

/** Nothing went wrong but what its own steps refused. */
const isPlain = (story: SagaStory): boolean =>
  pidsOf(story).length === 1 && story.lines.every(({ outcome }) => outcome !== 'threw');

/** The saga that went on in another process and has the longest story. A saga that only had to try again has survived nothing. */
function survivorOf(stories: readonly SagaStory[]): SagaStory | undefined {
  const elsewhere = stories.filter((story) => story.fate !== undefined && pidsOf(story).length > 1);
  return withMostSteps(elsewhere).toSorted((a, b) => b.lines.length - a.lines.length)[0];
}

const lengthOf = ({ lines }: SagaStory): number =>
  Math.max(...lines.map(({ at, ms }) => at + ms)) - (lines[0]?.at ?? 0);

/** How many steps its business process has: the one with the most has the most to show. */
const stepsOf = ({ lines }: SagaStory): number =>
  lines.find(({ what }) => what === 'begin')?.step.split(' ').length ?? 0;

function withMostSteps(stories: readonly SagaStory[]): SagaStory[] {
  const most = Math.max(0, ...stories.map(stepsOf));
  return stories.filter((story) => stepsOf(story) === most);
}

/** The one in the middle, by how long it took. */
function typical(stories: readonly SagaStory[]): SagaStory | undefined {
  const sorted = withMostSteps(stories).toSorted((a, b) => lengthOf(a) - lengthOf(b));
  return sorted[sorted.length >> 1];
}

function tellOf(fate: ToldSaga['fate'], story: SagaStory | undefined): ToldSaga[] {
  if (!story) return [];
  const { saga, lines } = story;
  const begin = lines[0]?.at ?? 0;
  const pids = pidsOf(story);
  const steps = lines.map(({ what, step, at, ms, outcome, pid }) => ({
    ...{ what, step, outcome, at: tenths(at - begin), ms: tenths(ms), life: pids.indexOf(pid) + 1 },
  }));
  return [{ fate, saga, steps }];
}

const tenths = (ms: number): number => Math.round(10 * ms) / 10;
