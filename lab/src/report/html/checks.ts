import { type Html, html } from '../../charts/html.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { detailSaid, RESULT_WORDS } from '../view.ts';

const TITLE = { en: 'Consistency checks', ko: '정합성 검사' };

/** Whether each arm's books agreed with its answers. */
export const checksTable = ({ comparison }: RunFiles): Html => html`<h3>${TITLE}</h3>
<div class="scroll"><table><thead><tr><th scope="col">${{ en: 'check', ko: '검사' }}</th><th class="left" scope="col">${{ en: 'arm', ko: '대상' }}</th><th class="left" scope="col">${{ en: 'result', ko: '결과' }}</th><th class="left" scope="col">${{ en: 'detail', ko: '설명' }}</th></tr></thead>
<tbody>${comparison.checks.map(
  (check) =>
    html`<tr><td class="prose">${check.id}</td><td class="left">${check.arm}</td><td class="left verdict ${check.result}">${RESULT_WORDS[check.result]}</td><td class="prose">${detailSaid(check)}</td></tr>`,
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
