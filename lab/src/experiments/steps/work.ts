import { dataTable } from '../../charts/figure.ts';
import { type Html, html } from '../../charts/html.ts';
import { KOREAN } from '../../charts/korean.ts';
import type { Said } from '../../charts/said.ts';
import type { RunOf } from '../kind.ts';
import { changeSaid } from './change-said.ts';
import type { BuildRecord, CellRecord } from './record.ts';
import { CHANGES, cellId } from './settings.ts';
import { COUNT_TITLES, COUNTS, countsOf } from './values.ts';

const NOT_TOLD = '–';

const inBoth = (en: string) => ({ en, ko: KOREAN[en] ?? en });

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
        cells: [changeSaid(change), `×${growth}`, arm, ...counted, processes],
      },
    ];
  });
  const inOrder = rows.toSorted(
    (a, b) => a.growth - b.growth || CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change),
  );
  // A change of one context is what the claims are about.
  const own = inOrder.filter(({ change }) => change === 'service-body');
  const others = inOrder.filter(({ change }) => change !== 'service-body');
  const rounds = rows.some(({ disagree }) => disagree)
    ? { en: 'Some rounds disagree: both numbers are given.', ko: '라운드마다 다른 것은 두 수를 모두 적었다.' }
    : { en: 'All rounds agree.', ko: '모든 라운드가 같다.' };
  return html`<figure><figcaption><strong>${{ en: 'Work for each change', ko: '변경마다 한 일' }}</strong><span class="soft">${{
    en: `What the change was work on, of the whole code base where that was counted: contexts whose packages the compiler built, these packages, files that it wrote, tests that ran, processes that were started again. These are counts: no machine changes them. ${rounds.en}`,
    ko: `변경 하나가 손댄 양과, 세어 둔 전체: 컴파일러가 다시 빌드한 패키지의 컨텍스트, 그 패키지, 쓴 파일, 실행한 테스트, 다시 시작한 프로세스. 개수이므로 머신이 바뀌어도 같다. ${rounds.ko}`,
  }}</span></figcaption>
${counts(own)}${others.length === 0 ? null : html`<details class="data"><summary>${{ en: 'The other changes', ko: '다른 변경' }}</summary>${counts(others)}</details>`}</figure>`;
}

const counts = (rows: readonly { readonly cells: readonly Said[] }[]): Html =>
  dataTable(
    [
      ...[
        { en: 'change', ko: '변경' },
        { en: 'code', ko: '코드' },
        { en: 'arm', ko: '대상' },
      ],
      ...[...COUNTS.map((count) => inBoth(COUNT_TITLES[count])), { en: 'processes', ko: '프로세스' }],
    ],
    rows.map(({ cells }) => cells),
  );

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
