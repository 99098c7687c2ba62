import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';

const GO_ON: Text = { en: 'RESUME=<run> goes on with it.', ko: 'RESUME=<run>으로 이어서 실행할 수 있다.' };

/** What a run did without, and how it ended, when it did not get to its end, or had no time for more rounds. */
export const endNotes = (manifest: Manifest, trials: readonly TrialRecord[]): Text[] => [
  ...manifest.skipped.map(({ arm, why }) => skippedNote(arm, inOneLine(why))),
  ...endingNotes(manifest, trials),
];

/** The reason names programs and commands: it is told in English alone. */
const skippedNote = (arm: string, why: string): Text => ({
  en: `The arm ${arm} was left out. ${why}`,
  ko: `${arm}은(는) 빼고 실행했다. ${why}`,
});

/** A remedy a line, as messages have them. */
const inOneLine = (message: string): string => message.replaceAll(/\n\s*- /g, ' – ');

function endingNotes(
  { status, reason, reasonInKorean, order }: Manifest,
  trials: readonly TrialRecord[],
): Text[] {
  const ended = new Set(trials.map(({ number }) => number)).size;
  const after: Text = {
    en: `after ${ended} of ${counted(order.length, 'trial')}: fewer rounds than planned. ${GO_ON.en}`,
    ko: `시행 ${order.length}번 중 ${ended}번 뒤라서 라운드가 계획보다 적다. ${GO_ON.ko}`,
  };
  if (status === 'running')
    return [{ en: `The run was killed ${after.en}`, ko: `실행이 강제 종료되었다. ${after.ko}` }];
  if (status === 'interrupted')
    return [{ en: `The run was interrupted ${after.en}`, ko: `실행이 중단되었다. ${after.ko}` }];
  if (status === 'finished' && reason)
    return [
      {
        en: `When the run ended, claims were open: ${reason}. ${GO_ON.en}`,
        ko: `실행이 끝날 때 결론이 나지 않은 주장이 있었다(${reasonInKorean ?? reason}). ${GO_ON.ko}`,
      },
    ];
  if (status !== 'failed') return [];
  const why = reason?.split('\n')[0];
  return [
    {
      en: `The run was given up: ${why ?? 'a trial failed'}`,
      ko: `실행을 포기했다: ${why ?? '시행이 실패했다'}`,
    },
  ];
}
