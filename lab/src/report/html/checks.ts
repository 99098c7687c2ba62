import { type Html, html } from '../../charts/html.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';

const RESULTS = {
  pass: { en: 'pass', ko: '통과' },
  fail: { en: 'fail', ko: '실패' },
  unknown: { en: 'unknown', ko: '알 수 없음' },
} as const;

const TITLE = { en: 'Consistency checks', ko: '정합성 검사' };

/** Whether each arm's books agreed with its answers. */
export const checksTable = ({ comparison }: RunFiles): Html => html`<h3>${TITLE}</h3>
<div class="scroll"><table><thead><tr><th scope="col">${{ en: 'check', ko: '검사' }}</th><th class="left" scope="col">${{ en: 'arm', ko: '대상' }}</th><th class="left" scope="col">${{ en: 'result', ko: '결과' }}</th><th class="left" scope="col">${{ en: 'detail', ko: '설명' }}</th></tr></thead>
<tbody>${comparison.checks.map(
  ({ id, arm, result, detail }) =>
    html`<tr><td class="prose">${id}</td><td class="left">${arm}</td><td class="left verdict ${result}">${RESULTS[result]}</td><td class="prose">${detail}</td></tr>`,
)}</tbody></table></div>`;

/** The same folded, where all passed: what is as it should be must not stand in the way. Null where it was told before. */
export function passedChecks(files: RunFiles): Html | null {
  const { checks } = files.comparison;
  if (checks.length === 0 || checks.some(({ result }) => result !== 'pass')) return null;
  return html`<details><summary>${TITLE}: ${allPassed(files)}</summary>${checksTable(files)}</details>`;
}

function allPassed({ comparison: { checks } }: RunFiles): Text {
  const kinds = [...new Set(checks.map(({ id }) => id))].join(', ');
  const arms = new Set(checks.map(({ arm }) => arm)).size;
  return {
    en: `All ${checks.length} passed: ${kinds} of ${arms === 1 ? 'the arm' : `all ${arms} arms`}`,
    ko: `${checks.length}개 모두 통과: 대상 ${arms}개의 ${kinds}`,
  };
}
