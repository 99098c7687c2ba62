import type { ForestRow } from '../../../charts/forest.ts';
import type { Text } from '../../../scenario/scenario.ts';

/** What a plot or a matrix comes to, in a sentence without its end. */
export function finding(rows: readonly Pick<ForestRow, 'tone'>[], arm: string, baseline: string): Text {
  const count = (tone: ForestRow['tone']) => rows.filter((row) => row.tone === tone).length;
  const [bad, good, open] = [count('bad'), count('good'), count('open')];
  const all = rows.length;
  if (open === all)
    return {
      en: `${arm} against ${baseline}: nothing is settled`,
      ko: `${baseline} 대비 ${arm}: 모두 결론 없음`,
    };
  const en = [
    ...(bad > 0 ? [`worse than ${baseline} in ${bad}`] : []),
    ...(good > 0 ? [`better than ${baseline} in ${good}`] : []),
    ...(bad + good === 0 ? [`not shown to differ from ${baseline} in any`] : []),
  ];
  const ko = [
    ...(bad > 0 ? [`${bad}개 더 나쁨`] : []),
    ...(good > 0 ? [`${good}개 더 좋음`] : []),
    ...(bad + good === 0 ? ['차이가 드러난 것 없음'] : []),
    ...(open > 0 ? [`${open}개 결론 없음`] : []),
  ];
  const rest = open > 0 ? ` (${open} of ${all} remain unresolved)` : '';
  return {
    en: `${arm} is ${en.join(' and ')} of ${all} metrics${rest}`,
    ko: `${baseline} 대비 ${arm}: 지표 ${all}개 중 ${ko.join(', ')}`,
  };
}
