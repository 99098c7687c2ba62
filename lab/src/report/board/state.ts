import { RULING_WORDS } from '../../charts/words.ts';
import type { BoardClaim, BoardEntry } from './board.ts';

/** Verdicts in a reader's words. */
export const LABELS = {
  ...RULING_WORDS,
  untested: { en: 'not yet tested on this machine', ko: '이 머신에서 아직 검증하지 않음' },
} as const;

export const REFERENCE = { en: 'Reference, on another machine', ko: '다른 머신의 참조 실행' };

/** What a claim counts as on this machine: a reference run is of another. */
export const stateOf = (entry: BoardEntry, { ruling }: BoardClaim): keyof typeof LABELS =>
  entry.shown && ruling ? ruling.verdict : 'untested';
