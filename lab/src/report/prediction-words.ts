import { times } from '../charts/words.ts';
import { type ClaimScore, type RatioScore, type Score, tallyOf } from '../predictions/score.ts';
import type { Comparison } from '../records/comparison.ts';
import type { Text } from '../scenario/scenario.ts';

/** How predictions are scored, as every page says it that does. */
export const SCORING: Text = {
  en: 'How predictions are scored. A claim is right when its verdict is the predicted one. It does not count where the run settled nothing, unless inconclusive was predicted. A ratio is off by a factor: 2.0 times as much and half as much are equally far off, and 1.00× is exact. Of several ratios the median factor is told. Beside it stands how many lie inside the interval of what was measured. How sure somebody was is not asked, and not scored.',
  ko: '예측을 채점하는 방법. 예측한 판정이 실제 판정과 같으면 맞은 것이다. 실행이 결론을 내지 못한 주장은 세지 않되, 결론 없음(inconclusive)으로 예측했다면 센다. 배율은 측정값과 몇 배 차이 나는지로 본다. 2배와 절반은 차이가 같고, 1.00배는 정확히 맞은 것이다. 배율이 여러 개면 중앙값을 쓴다. 측정값의 구간 안에 든 개수도 함께 보여 준다. 얼마나 확신했는지는 묻지도, 채점하지도 않는다.',
};

/** Said where a run does not have what was predicted. */
const NOT_MEASURED: Text = { en: 'not measured', ko: '측정하지 않음' };

export function claimResult({ measured, right }: ClaimScore): Text {
  if (measured === undefined) return NOT_MEASURED;
  if (right === undefined) return { en: 'not settled', ko: '결론 없음' };
  return right ? { en: 'right', ko: '맞음' } : { en: 'wrong', ko: '빗나감' };
}

/** e.g. `microservices ÷ monolith`. */
export const ofWhat = ({ topology, against }: Pick<RatioScore, 'topology' | 'against'>): string =>
  `${topology} ÷ ${against}`;

/** e.g. `4.2× [3.9, 4.6]`; undefined where it was not measured. */
export function ratioMeasured(measured: Comparison | undefined): string | undefined {
  if (!measured) return undefined;
  const { ratio, ci95 } = measured;
  return `${times(ratio)}×${ci95 ? ` [${ci95.map(times).join(', ')}]` : ''}`;
}

export function ratioResult({ factor, inside }: RatioScore): Text {
  if (factor === undefined) return NOT_MEASURED;
  const off = times(factor);
  if (inside === undefined) return { en: `off by ${off}×, no interval`, ko: `${off}배 차이, 구간 없음` };
  return inside
    ? { en: `off by ${off}×, inside the interval`, ko: `${off}배 차이, 구간 안` }
    : { en: `off by ${off}×, outside the interval`, ko: `${off}배 차이, 구간 밖` };
}

/** What one or several predictions come to, in a sentence or two. */
export function tallyInWords(scores: readonly Score[]): Text {
  const { right, claims, factor, ratios, inside, intervals } = tallyOf(scores);
  const said: Text[] = [];
  if (claims > 0)
    said.push({ en: `Claims right: ${right} of ${claims}.`, ko: `맞힌 판정: ${claims}개 중 ${right}개.` });
  else if (scores.some((score) => score.claims.length > 0))
    said.push({ en: 'No claim is settled that was predicted.', ko: '예측한 주장 중 결론이 난 것이 없음.' });
  if (factor !== undefined) {
    const off = times(factor);
    const [of, middle] =
      ratios === 1
        ? ['one ratio', '배율 1개']
        : [`the median of ${ratios} ratios`, `배율 ${ratios}개의 중앙값`];
    said.push({ en: `Off by ${off}× (${of}).`, ko: `${off}배 차이(${middle}).` });
  } else if (scores.some((score) => score.ratios.length > 0))
    said.push({ en: 'No ratio is measured that was predicted.', ko: '예측한 배율 중 측정한 것이 없음.' });
  if (intervals > 0)
    said.push({
      en: `Inside the interval: ${inside} of ${intervals}.`,
      ko: `구간 안에 든 배율: ${intervals}개 중 ${inside}개.`,
    });
  return { en: said.map(({ en }) => en).join(' '), ko: said.map(({ ko }) => ko).join(' ') };
}

/** e.g. `Predicted by Ann on 2026-07-01 10:00 UTC.` */
export function predictedBy({ name, at }: Pick<Score, 'name' | 'at'>): Text {
  const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return name === null
    ? { en: `Predicted on ${when}.`, ko: `예측한 시각: ${when}.` }
    : { en: `Predicted by ${name} on ${when}.`, ko: `예측한 사람: ${name}, ${when}.` };
}
