import { everywhere, type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { packagesIn, runningOf } from './measured.ts';

export const DEV_SPEED_RULE =
  'Two kinds of change are weighed, in code bases of every size: of one context, and of what all share. Supported when a change in one context is sooner compiled, tested and running as a service than in the monolith in every size, and no change of what all share takes longer with services. Refuted when a change in one context is sooner in none. Mixed when it is sooner in some sizes, or in all of them while a change of what all share takes longer with services. How many changes of one context pay for one of what all share is told.';

/** The team is faster on its own; whether that is worth it hangs on what the changes of all cost. */
export function devSpeed(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const find = (ids: readonly string[], arm = pair.arm.name) => findingsFor(evidence, arm, ids);
  const [ownIds, sharedIds] = [
    runningOf(evidence, ['service-body']),
    runningOf(evidence, ['domain-body', 'domain-signature']),
  ];
  const [own, shared] = [find(ownIds), find(sharedIds)];
  const what = 'A change of one context is compiled, tested and running sooner as a service';
  const alone = everywhere('lower', own, Math.max(1, ownIds.length), what);
  const name = packagesIn(evidence);
  const because = `${alone.because}${costs(shared)}${breakEven(own, shared)}${packages(name ? find(ownIds, name) : [])}`;
  const ruling = { because, metrics: [...ownIds, ...sharedIds] };
  // What is not sooner for one team need not be weighed.
  if (alone.verdict !== 'supported') return { ...alone, ...ruling };
  if (shared.length === 0 || shared.length < sharedIds.length)
    return { verdict: 'inconclusive', ...ruling, open: false };
  const open = shared.some(({ comparison }) => comparison.verdict === 'inconclusive');
  if (open) return { verdict: 'inconclusive', ...ruling, open };
  return { verdict: slower(shared).length > 0 ? 'mixed' : 'supported', ...ruling, open };
}

const slower = (shared: readonly Finding[]): Finding[] =>
  shared.filter(({ comparison }) => comparison.verdict === 'higher');

function costs(shared: readonly Finding[]): string {
  if (shared.length === 0) return ' No change of what all share was compared.';
  const ratios = shared.map(({ comparison }) => comparison.ratio);
  const times = span(ratios, (ratio) => `${ratio.toFixed(2)}×`);
  return ` A change of what all share takes ${times} as long with services, longer for ${slower(shared).length} of ${shared.length}.`;
}

/** How many changes of one context save what one of what all share costs more, in the same code base. */
function breakEven(own: readonly Finding[], shared: readonly Finding[]): string {
  const numbers = shared.flatMap(({ metric, comparison }) => {
    const size = sizeOf(metric.id);
    const saved = own.find((each) => sizeOf(each.metric.id) === size)?.comparison.difference.value ?? 0;
    const cost = comparison.difference.value;
    return saved < 0 && cost > 0 ? [cost / -saved] : [];
  });
  return numbers.length === 0
    ? ''
    : ` It costs as much time as ${span(numbers, (number) => number.toFixed(1))} changes of one context save.`;
}

/** e.g. `x4` of `service-body@x4.running`. */
const sizeOf = (id: string): string | undefined => /@(x\d+)\./.exec(id)?.[1];

/** What packages alone would give: a monolith that has one for each context. */
function packages(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const ratios = findings.map(({ comparison }) => comparison.ratio);
  return ` In a monolith that has a package for each context, a change of one takes ${span(ratios, (ratio) => `${ratio.toFixed(2)}×`)} as long as in one package.`;
}

function span(values: readonly number[], show: (value: number) => string): string {
  const [from, to] = [show(Math.min(...values)), show(Math.max(...values))];
  return from === to ? from : `${from} to ${to}`;
}
