import { type CountedSize, countsIn } from '@lab/lab/experiments/steps/facts';
import { pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { packagesIn } from './measured.ts';

/** More of a code base than this is nearly the whole. */
const NEARLY_THE_WHOLE = 0.5;
/** The largest code base's count over the smallest's: up to this it does not grow. */
const NOTICED = 1.1;

const CHANGE = 'service-body';
const GROWTH = `${CHANGE}.growth`;

/**
 * What is rebuilt and retested. How many packages there are is the layout's choice, and a monolith of one package beside the shared one would
 * be half rebuilt at any size. The contexts that lie in the packages say how much of the shop was built with the one that was changed.
 */
const DECIDING = ['contexts', 'files', 'tests'] as const;
type Deciding = (typeof DECIDING)[number];

export const BUILD_GROWS_RULE = `After one context's change in the monolith three counts are held against the whole code base: contexts whose packages are rebuilt, files emitted, tests run. A count speaks for the claim when it is more than half of the whole in every size, grows to more than ${NOTICED}× from the smallest code base to the largest, and is less where the context is a service. It speaks against it when it is at most half of the whole in every size and does not grow so, or when it is as much with services. Supported when all three speak for it. Refuted when all three speak against it. Mixed when they are divided, or one is neither. Counts are the same in every round and need no interval: rounds that disagree decide nothing. The time, and the share of it that is tools looking for what changed, is told and decides nothing.`;

/** That one change means work on the whole is decided by the work, and not by the time, of which tools take much to find out what to do. */
export function buildGrows(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const metrics = metricsOf(evidence);
  const inconclusive = (because: string, open = false): Ruling => ({
    ...{ verdict: 'inconclusive', because, metrics, open },
  });
  const own = countsIn(evidence, pair.baseline.name, CHANGE);
  const service = countsIn(evidence, pair.arm.name, CHANGE);
  if (typeof own === 'string') return inconclusive(`${own}${time(evidence)}`);
  if (typeof service === 'string') return inconclusive(`${service}${time(evidence)}`);
  const [least, most, ofService] = [own.at(0), own.at(-1), service.at(-1)];
  if (!least || !most || !ofService || least === most || ofService.growth !== most.growth)
    return inconclusive('This run has not changed one context in code bases of several sizes.');
  const because = `${told(least, most, ofService)}${divided(evidence, ofService)}${time(evidence)}${looking(least, most)}`;
  // A run that has not come to its first look has no verdict, whatever it rests on.
  if (evidence.confidence === null) return inconclusive(because, true);
  return { verdict: judged(own, ofService), because, metrics, open: false };
}

/** @param service the largest code base's, where the context is a service */
function judged(own: readonly CountedSize[], service: CountedSize): 'supported' | 'refuted' | 'mixed' {
  const spoken = DECIDING.map((count) => speaks(count, own, service));
  const all = (word: Spoken) => spoken.every((each) => each === word);
  return all('for') ? 'supported' : all('against') ? 'refuted' : 'mixed';
}

type Spoken = 'for' | 'against' | 'neither';

function speaks(count: Deciding, own: readonly CountedSize[], service: CountedSize): Spoken {
  const shares = own.map(({ counts }) => counts[count].done / counts[count].of);
  const [least = 0, most = 0] = [own.at(0), own.at(-1)].map((size) => size?.counts[count].done ?? 0);
  if (service.counts[count].done >= most) return 'against';
  const grows = most > NOTICED * least;
  if (grows && shares.every((share) => share > NEARLY_THE_WHOLE)) return 'for';
  return !grows && shares.every((share) => share <= NEARLY_THE_WHOLE) ? 'against' : 'neither';
}

/** The counts in the largest code base, beside those of the service, and how they have grown. */
function told(least: CountedSize, most: CountedSize, service: CountedSize): string {
  const { contexts, packages, files, tests } = most.counts;
  const of = ({ done, of: whole }: { readonly done: number; readonly of: number }) => `${done} of ${whole}`;
  const growth = listed((count) => grown(least.counts[count].done, most.counts[count].done));
  return [
    `In code ×${most.growth}, one context's change in a monolith of one package rebuilds ${of(packages)} packages with ${of(contexts)} contexts, emits ${of(files)} files and runs ${of(tests)} tests.`,
    `As a service it is ${counts(service)}.`,
    `From code ×${least.growth} the monolith's counts grow ${growth}.`,
  ].join(' ');
}

/** What turns the verdict: a monolith whose code is divided, judged by the same rule. */
function divided(evidence: Evidence, service: CountedSize): string {
  const arm = packagesIn(evidence);
  const own = arm === undefined ? [] : countsIn(evidence, arm, CHANGE);
  const most = typeof own === 'string' ? undefined : own.at(-1);
  if (typeof own === 'string' || most?.growth !== service.growth) return '';
  return ` In a monolith with a package for each context it is ${counts(most)}: of that the claim would be ${judged(own, service)}.`;
}

const counts = (size: CountedSize): string => listed((count) => String(size.counts[count].done));

const grown = (from: number, to: number): string =>
  from > 0 ? `${(to / from).toFixed(2)}×` : `from 0 to ${to}`;

/** e.g. `1 (contexts), 3 (files) and 4 (tests)`. */
function listed(show: (count: Deciding) => string): string {
  const [first, ...rest] = DECIDING.map((count) => `${show(count)} (${count})`);
  return `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`;
}

function looking(least: CountedSize, most: CountedSize): string {
  if (least.looking === undefined || most.looking === undefined) return '';
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return ` Of the monolith's time, ${percent(least.looking)} in code ×${least.growth} and ${percent(most.looking)} in ×${most.growth} are tools looking for what changed.`;
}

/** How the time grows: told beside the counts. */
function time({ metrics, arms }: Evidence): string {
  const metric = metrics.find(({ id }) => id === GROWTH);
  const medians = arms.flatMap(({ name }) => {
    const found = metric?.arms[name];
    return found ? [`${found.median.toFixed(2)}× in ${name}`] : [];
  });
  return medians.length === 0 ? '' : ` The time grows to ${medians.join(', ')}.`;
}

const metricsOf = ({ metrics }: Evidence): string[] =>
  metrics
    .map(({ id }) => id)
    .filter(
      (id) =>
        id === GROWTH ||
        (id.startsWith(`${CHANGE}@`) &&
          [...DECIDING, 'packages', 'looking'].some((of) => id.endsWith(`.${of}`))),
    )
    .filter((id) => !id.includes('one-cpu'));
