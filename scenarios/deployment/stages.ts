import type { ProbeVersion } from '@lab/lab/experiments/probe/versions';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';
import { SHARED_PORT, WAYS, type Way } from './arms.ts';

const [MONOLITH, PAYMENTS, ORDERS] = ['monolith', 'microservices/payments', 'microservices/orders'];
const FULL: readonly ProfileId[] = ['full'];
const versionOf = (id: string, programs: readonly string[], profiles = FULL): ProbeVersion => ({
  ...{ id, programs, profiles },
  // All of them come after the next one, and so have its column.
  patches: [...new Set(['next', id])].map((name) => `versions/${name}.patch`),
});

/** Versions of payments. Each is a patch of the sources of today. */
export const VERSIONS: readonly ProbeVersion[] = [
  versionOf('next', [MONOLITH, PAYMENTS], ['smoke', 'quick', 'full']),
  versionOf('unready', [MONOLITH, PAYMENTS]),
  versionOf('fails-later', [MONOLITH, PAYMENTS]),
  versionOf('expand', [PAYMENTS]),
  versionOf('contract', [MONOLITH, PAYMENTS, ORDERS]),
];

/** A process, and the version that it is to have: the program of today without. */
export interface Move {
  readonly process: string;
  readonly version: string | undefined;
  /** How long after the move before, ms; at once without. */
  readonly afterMs?: number;
}

/** Callers that do not fit any more are updated so much later: somebody has to see it, and to have their new version. Hours would be no experiment. ms */
const CALLERS_LATER_MS = 5_000;

/** What is done to a system under load, and counted. */
export interface Stage {
  readonly id: StageId;
  readonly way: Way;
  /** One after the other. */
  readonly moves: readonly Move[];
  /** What brings the system to where the stage begins, before its load. */
  readonly first?: readonly Move[];
  /** What takes a version back that fails. */
  readonly back?: readonly Move[];
}

/** Checks of the books that are read after the good version have ids that begin so: bad versions come later, and must not decide. */
export const AFTER_NEXT = 'next.';

export type StageId = 'next' | 'unready' | 'fails-later' | 'in-order' | 'at-once';

/** Stages whose versions stay. In the others one is refused, or taken back. */
export const COMPLETED: readonly StageId[] = ['next', 'in-order', 'at-once'];

export const STAGES: Readonly<Record<StageId, Text>> = {
  next: { en: 'A good version', ko: '문제없는 새 버전' },
  unready: { en: 'A version that never gets ready', ko: '준비되지 않는 버전' },
  'fails-later': { en: 'A version that fails later', ko: '나중에 실패하는 버전' },
  'in-order': {
    en: 'An incompatible version, in order: expand, callers, contract',
    ko: '호환되지 않는 버전, 순서대로(확장, 호출하는 쪽, 축소)',
  },
  'at-once': { en: 'An incompatible version, at once', ko: '호환되지 않는 버전, 한 번에' },
};

/**
 * What an arm goes through, in order.
 *
 * @param topology the arm's
 * @param processes of its system
 * @throws when it is not said how it is updated, or nobody keeps the payments
 */
export function stagesOf(
  topology: string,
  processes: readonly string[],
  profile: ProfileId,
): readonly Stage[] {
  const way = WAYS[topology];
  if (way === undefined) throw new Error(`it is not said how ${topology} is updated`);
  const keepers = processes.filter((name) => /^(?:monolith|payments(?:-\d+)?)$/.test(name));
  const [keeper] = keepers;
  if (keeper === undefined) throw new Error(`none of ${processes.join(', ')} keeps the payments`);
  const all = (version: string): Move[] => keepers.map((process) => ({ process, version }));
  const orders = (version?: string): Move[] =>
    processes.filter((name) => name === 'orders').map((process) => ({ process, version }));
  const next: Stage = { id: 'next', way, moves: all('next') };
  if (profile !== 'full') return [next];
  // What is stopped first cannot refuse a version. And the time of a run is for what decides: workers behind one port say nothing else of a bad one.
  const triesBad = way !== 'stop-and-start' && topology !== SHARED_PORT;
  const bad: Stage[] = [
    { id: 'fails-later', way, moves: all('fails-later'), back: all('next') },
    // Where the first one is refused, nobody tries a second one.
    { id: 'unready', way, moves: [{ process: keeper, version: 'unready' }] },
  ];
  const callers = orders('contract').map((move) => ({ ...move, afterMs: CALLERS_LATER_MS }));
  const atOnce: Stage = { id: 'at-once', way, moves: [...all('contract'), ...callers] };
  const begun = triesBad ? [next, ...bad] : [next];
  if (keeper === 'monolith') return [...begun, atOnce];
  return [
    ...begun,
    { id: 'in-order', way, moves: [...all('expand'), ...orders('contract'), ...all('contract')] },
    // Back the same way, as nothing is to break before it is looked at.
    { ...atOnce, first: [...all('expand'), ...orders(), ...all('next')] },
  ];
}
