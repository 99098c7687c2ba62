import type { Text } from '../scenario/scenario.ts';

/** What a trial is doing, in the words that the kinds of experiment share: with the arm's name, where the others do not do the same. */
const doing =
  (en: string, ko: string) =>
  (arm?: string): Text =>
    arm === undefined ? { en, ko } : { en: `${en} ${arm}`, ko: `${arm} ${ko}` };

export const starting = doing('starting', '시작');
export const settingUp = doing('setting up', '데이터 준비');
export const warmingUp = doing('warming up', '워밍업');
export const checking = doing('checking', '검사');
export const stopping = doing('stopping', '종료');

/** @param what a load, by its name */
export const loading = (what: string, arm: string): Text => ({
  en: `${what} load on ${arm}`,
  ko: `${arm}에 ${what} 부하`,
});
