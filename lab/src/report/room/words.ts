import { RULING_WORDS, times } from '../../charts/words.ts';
import { RULINGS } from '../../records/verdict.ts';
import type { Text } from '../../scenario/scenario.ts';
import { counted } from '../../terminal/counted.ts';
import { ofWhat } from '../prediction-words.ts';
import type { RoomClaim, RoomRatio, RoomRun } from './room.ts';

/** e.g. `supported in all 5 runs`. */
export function agreementInWords({ counts, agreement }: RoomClaim): Text {
  const had = RULINGS.filter((ruling) => counts[ruling] > 0);
  const all = had.reduce((sum, ruling) => sum + counts[ruling], 0);
  const [first = 'inconclusive'] = had.filter((ruling) => ruling !== 'inconclusive');
  const { en, ko } = RULING_WORDS[first];
  switch (agreement) {
    case 'all':
      return all === 1
        ? { en: `${en} in the only run`, ko: `실행 하나에서 ${ko}` }
        : { en: `${en} in all ${all} runs`, ko: `실행 ${all}개 모두에서 ${ko}` };
    case 'some':
      return {
        en: `${en} in ${counts[first]} of ${all} runs, settled in no other`,
        ko: `실행 ${all}개 중 ${counts[first]}개에서 ${ko}, 나머지는 결론 없음`,
      };
    case 'none':
      return all === 1
        ? { en: 'not settled in the only run', ko: '실행 하나에서 결론이 나지 않음' }
        : { en: `settled in none of ${all} runs`, ko: `실행 ${all}개 중 결론이 난 것 없음` };
    case 'differ':
      return {
        en: `differs: ${had.map((ruling) => `${RULING_WORDS[ruling].en} in ${counts[ruling]}`).join(', ')} of ${all} runs`,
        ko: `서로 다름: 실행 ${all}개 중 ${had.map((ruling) => `${RULING_WORDS[ruling].ko} ${counts[ruling]}개`).join(', ')}`,
      };
  }
}

/** Said of a claim that the runs decided by several rules. */
export const SEVERAL_RULES: Text = {
  en: 'The runs are of versions of the lab that decide this claim by different rules.',
  ko: '이 주장의 판정 규칙이 서로 다른 버전에서 실행한 결과가 섞여 있다.',
};

/** Who predicted the run; nobody is named where they did not say. */
export const whoOf = ({ score }: RoomRun): string => score?.name ?? '–';

/** e.g. `Some CPU, 8 CPUs, 15.6 GB, Linux 6.1 x64`. */
export function machineInWords({ manifest: { environment } }: RoomRun): string {
  const { cpuModel, cpuCount, memoryBytes, os } = environment;
  return `${cpuModel}, ${counted(cpuCount, 'CPU')}, ${(memoryBytes / 1024 ** 3).toFixed(1)} GB, ${os}`;
}

/** e.g. `quick, 3 rounds`. */
export const lengthOf = ({ comparison }: RoomRun): string =>
  `${comparison.profile}, ${counted(comparison.rounds, 'round')}`;

/** e.g. `2 Ann`, or the CPU's model where nobody is named: short enough for a chart. */
export const labelOf = (run: RoomRun): string =>
  `${run.number} ${run.score?.name ?? run.manifest.environment.cpuModel}`;

/** e.g. `time to place an order, microservices ÷ monolith: 3.1× to 4.4× in 5 runs`. */
export function ratioRange({ asked, found }: RoomRatio): Text {
  const ratios = found.map(({ comparison }) => comparison.ratio);
  const [least, most] = [times(Math.min(...ratios)), times(Math.max(...ratios))];
  const [en, ko] =
    least === most ? [`${least}×`, `${least}배`] : [`${least}× to ${most}×`, `${least}~${most}배`];
  return {
    en: `${asked.text.en}, ${ofWhat(asked)}: ${en} in ${counted(found.length, 'run')}`,
    ko: `${asked.text.ko}, ${ofWhat(asked)}: 실행 ${found.length}개에서 ${ko}`,
  };
}
