import { type Html, html } from '../../charts/html.ts';
import { inEach } from '../../charts/in-both.ts';
import { VERDICT_WORDS } from '../../charts/words.ts';
import { KINDS } from '../../experiments/registry.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { intervalSaid, judgedSaid, thresholdsSaid } from '../view.ts';

/** How the run was made, in plain words. Most of it depends on its kind of experiment. */
export function method(files: RunFiles): Html {
  const { tell } = KINDS.get(files.manifest.scenario.experiment.kind);
  const [english, korean] = [tell.method(files), tell.methodInKorean?.(files)];
  const en = html`<p><strong>One trial</strong> ${english.trial} If the driver or the machine disturbed a trial, it is invalid. The report says why, and the round is repeated.</p>
${english.turns}
${english.load}
<p><strong>The trial is the unit</strong> of the statistics, never the request. ${statistics(files).en}</p>
${english.use}`;
  const { trial, turns, load, use } = korean ?? english;
  const ko = html`<p><strong>시행 하나</strong>는 ${trial} 부하 발생기나 머신이 방해한 시행은 무효다. 보고서에 이유를 적고 그 라운드를 다시 실행한다.</p>
${turns}
${load}
<p>통계의 <strong>단위는 시행</strong>이며, 요청이 아니다. ${statistics(files).ko}</p>
${use}`;
  return inEach(en, ko);
}

function statistics(files: RunFiles): Text {
  const { metrics, baseline } = files.comparison;
  const { looks } = files.manifest;
  const others = metrics.some(({ comparisons }) => comparisons.some(({ against }) => against !== undefined));
  const [judged, interval] = [judgedSaid(files), intervalSaid(files)];
  const counterpart: Text = others
    ? {
        en: `each arm to ${baseline}, and, where the table names another one, to that`,
        ko: `${baseline}(표에 다른 대상이 적혀 있으면 그 대상)`,
      }
    : { en: `each arm to ${baseline}`, ko: baseline };
  const looked: Text =
    looks.length > 1
      ? {
          en: `The run looks at its results after ${looks.join(', ')} rounds and goes on while a claim is open. Each look is another chance to err, so the looks share what may be wrong: together in at most 5 % of runs. `,
          ko: `라운드 ${looks.join(', ')}번 뒤에 결과를 보고, 결론이 나지 않은 주장이 있으면 계속한다. 볼 때마다 틀릴 기회가 생기므로 허용한 오류를 나누어 쓴다. 모두 합쳐 실행의 5 %를 넘지 않는다. `,
        }
      : { en: '', ko: '' };
  return {
    en: `Each round holds one trial of every arm, in an order drawn from the seed, and gives one ratio of ${counterpart.en}. The headline is the geometric mean of these ratios
with Student's t interval on their logarithms, and beside it the mean of the rounds' differences in the metric's own unit. From six rounds on an interval of order statistics, which assumes nothing about the shape of the noise, is the cross-check; a warning says where it disagrees.
${looked.en}${judged.en} Here: ${interval.en}.`,
    ko: `라운드마다 모든 대상을 한 번씩, 시드에서 뽑은 순서로 시행하고, ${counterpart.ko} 대비 배율을 하나씩 얻는다. 대표값은 이 배율의 기하평균과 로그에 대한 스튜던트 t 구간이며, 그 옆에 지표 단위의 차이의 평균을 둔다. 라운드 6번부터는 잡음의 모양을 가정하지 않는 순서통계량 구간으로 교차 확인하고, 어긋나면 경고한다. ${looked.ko}${judged.ko} 여기서는 ${interval.ko}.`,
  };
}

/** What the five verdicts mean. */
export function glossary(files: RunFiles): Html {
  const [interval, least] = [intervalSaid(files), thresholdsSaid(files)];
  const meanings: readonly (readonly [keyof typeof VERDICT_WORDS, Text])[] = [
    [
      'higher',
      {
        en: `The whole interval of the ratio (${interval.en}) lies above 1 + Δ: the arm has more, by more than Δ.`,
        ko: `배율의 ${interval.ko} 전체가 1 + Δ보다 위에 있다. Δ보다 많이 더 크다.`,
      },
    ],
    [
      'lower',
      {
        en: 'The whole interval lies below 1 ÷ (1 + Δ): the arm has less, by more than Δ.',
        ko: '구간 전체가 1 ÷ (1 + Δ)보다 아래에 있다. Δ보다 많이 더 작다.',
      },
    ],
    [
      'small',
      {
        en: 'The interval excludes 1 but stays within ±Δ: a difference is there, too small to count.',
        ko: '구간에 1이 없지만 ±Δ 안에 있다. 차이는 있으나 너무 작다.',
      },
    ],
    [
      'equivalent',
      {
        en: 'The interval includes 1 and lies within ±Δ: if there is a difference, it is too small to count.',
        ko: '구간에 1이 있고 ±Δ 안에 있다. 차이가 있더라도 너무 작다.',
      },
    ],
    [
      'inconclusive',
      {
        en: 'Anything else. The rounds do not settle it. If it can be estimated, the tables say how many would.',
        ko: '그 밖의 경우. 지금까지의 라운드로는 확정되지 않는다. 추정할 수 있으면 몇 번이 더 필요한지 표에 적는다.',
      },
    ],
  ];
  return html`<dl>
${meanings.map(([verdict, meaning]) => html`<dt class="verdict">${VERDICT_WORDS[verdict]}</dt><dd>${meaning}</dd>\n`)}
</dl><p class="soft">${{
    en: `Charts and tables say better or worse for the arm instead of higher and lower. Δ is the least difference that counts. Where an arm ran twice and so was compared with itself, higher and lower must also exceed the noise floor. Here: ${least.en}.`,
    ko: `그림과 표에서는 높음·낮음 대신 그 대상에게 더 좋은지 나쁜지를 적는다. Δ는 의미가 있는 가장 작은 차이다. 같은 대상을 두 번 실행해 자기 자신과 비교했다면, 높음·낮음은 잡음 수준도 넘어야 한다. 여기서는 ${least.ko}.`,
  }}</p>`;
}

/** How to run this again. */
export function repeating({ manifest }: RunFiles): Html {
  const { commit, dirty } = manifest.environment;
  return html`<pre><code>${commit ? `git checkout ${commit}\nmake install build\n` : ''}${manifest.command}</code></pre>
<p class="soft">${{
    en: `The seed decides the order of the trials, the data and the load.${dirty ? ' The checkout had changes that its commit does not hold.' : ''}`,
    ko: `시드가 시행 순서와 데이터, 부하를 정한다.${dirty ? ' 이 체크아웃에는 커밋에 없는 변경이 있었다.' : ''}`,
  }}</p>`;
}

/** What the driver left of each trial; null where there is nothing. Paths are the run's own: links must not lead elsewhere. */
export function artifacts({ trials }: RunFiles): Html | null {
  const links = trials.flatMap((trial) => trial.artifacts.map((path) => ({ trial, path })));
  if (links.length === 0) return null;
  const href = (path: string) => `./${path.split('/').map(encodeURIComponent).join('/')}`;
  return html`<details><summary>${{ en: 'What the driver left besides', ko: '부하 발생기가 남긴 것' }}</summary>
<ul>${links.map(({ trial, path }) => html`<li><a href="${href(path)}">${path}</a> <span class="soft">${{ en: 'trial', ko: '시행' }} ${trial.number}, ${trial.arm}</span></li>`)}</ul></details>`;
}
