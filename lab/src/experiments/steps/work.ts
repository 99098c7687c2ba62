import { dataTable } from '../../charts/figure.ts';
import { type Html, html } from '../../charts/html.ts';
import type { RunOf } from '../kind.ts';
import type { BuildRecord, CellRecord } from './record.ts';
import { CHANGE_TITLES, CHANGES, cellId } from './settings.ts';
import { COUNT_TITLES, COUNTS, countsOf } from './values.ts';

const NOT_TOLD = '–';

/** What each change was work on, in the arms' code bases. It does not depend on the machine. */
export function workTable({ manifest, trials }: RunOf<BuildRecord>): Html {
  const all = manifest.arms.flatMap(({ name: arm }) => {
    const details = trials.filter((trial) => trial.valid && trial.arm === arm).map((trial) => trial.details);
    const cells = details.flatMap((each) =>
      (each?.cells ?? []).map((cell) => ({ cell, whole: wholeOf(each, cell) })),
    );
    const own = cells.filter(({ cell }) => cell.cpus === 'all');
    const ids = [...new Set(own.map(({ cell }) => cellId(cell)))];
    return ids.map((id) => ({ arm, rounds: own.filter(({ cell }) => cellId(cell) === id) }));
  });
  const rows = all.flatMap(({ arm, rounds }) => {
    const [first] = rounds;
    if (!first) return [];
    const { change, growth } = first.cell;
    const counted = COUNTS.map((count) =>
      share(
        rounds.map(({ cell }) => countsOf(cell)[count]),
        first.whole[count],
      ),
    );
    const ended = rounds.map(({ cell }) => cell.steps.find(({ step }) => step === 'restart'));
    const processes = said(ended.map((step) => step?.processesRestarted));
    return [
      {
        ...{ growth, change, disagree: [...counted, processes].some((text) => text.includes(OR)) },
        cells: [CHANGE_TITLES[change], `×${growth}`, arm, ...counted, processes],
      },
    ];
  });
  const inOrder = rows.toSorted(
    (a, b) => a.growth - b.growth || CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change),
  );
  const rounds = rows.some(({ disagree }) => disagree)
    ? 'Some rounds disagree: both numbers are given.'
    : 'All rounds agree.';
  return html`<figure><figcaption><strong>Work for each change</strong><span class="soft">What the change was work on, of the whole code base where that was counted: contexts whose packages the compiler built, these packages, files that it wrote, tests that ran, processes that were started again. These are counts: no machine changes them. ${rounds}</span></figcaption>
${dataTable(
  ['change', 'code', 'arm', ...COUNTS.map((count) => COUNT_TITLES[count]), 'processes'],
  inOrder.map(({ cells }) => cells),
)}</figure>`;
}

function wholeOf(details: BuildRecord | null, { growth }: CellRecord) {
  const { contexts, packages, filesWritten, tests } =
    details?.codeBases.find((codeBase) => codeBase.growth === growth) ?? {};
  return { contexts, packages, files: filesWritten, tests };
}

const OR = ' or ';

/** A count of all rounds; every one of them where they disagree. */
function said(counts: readonly (number | undefined)[]): string {
  return [...new Set(counts)].map((count) => count ?? NOT_TOLD).join(OR);
}

function share(counts: readonly (number | undefined)[], whole: number | undefined): string {
  const done = said(counts);
  return whole === undefined || done === NOT_TOLD ? done : `${done} of ${whole}`;
}
