import { type Html, html } from '../../charts/html.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import { type Arrivals, arrivalsDone } from '../../records/arrivals.ts';
import type { Capacity } from '../../records/capacity.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { tellsUse } from '../method-text.ts';
import { freshAndWarmedUp, OPEN_LOAD, USE_OF_ARMS } from '../method-text-in-korean.ts';
import { workloadsOf } from './method.ts';
import { percentOf } from './rates.ts';

/** What `method.ts` says, in Korean. */
export function methodInKorean(run: RunOf<null>): MethodText {
  const { warmUp, scenario, blockSeconds, capacity } = run.manifest;
  const say = sayerOf(run.manifest);
  const loads = workloadsOf(scenario.experiment.settings);
  const nameOf = (phase: string) => `${say(phase).ko} 부하`;
  const spaced = (arrivals: Arrivals) =>
    scenario.phases
      .filter((phase) => arrivalsDone(phase, run.trials) === arrivals)
      .map(({ name }) => nameOf(name));
  const phases = scenario.phases.map(
    ({ name, perSecond, seconds }) => `${nameOf(name)} ${seconds}초(초당 ${perSecond}건)`,
  );
  return {
    trial: html`${freshAndWarmedUp(run)} 최소 ${warmUp.minSeconds}초, 그리고 연속한 구간 세 개의 응답 시간이 비슷해질 때까지 워밍업한다. 이어서 ${phases.join(', ')}를 차례로 주고, 모든 프로세스를 끝낸다.${
      loads > 1
        ? html` 부하는 워크로드 ${loads}가지로 이루어진다. 각각의 앞에서 시스템을 다시 검사하고 준비하고 워밍업한다.`
        : null
    }`,
    turns:
      blockSeconds === null
        ? null
        : html`<p><strong>한 라운드의 시스템들은 번갈아 부하를 받는다.</strong> 모두 떠 있는 상태에서 한 번에 ${blockSeconds}초씩 차례로 부하를 준다. 머신이 잠시 느려지면 모두가 똑같이 느려진다. 한 바퀴 뒤에는 반대 순서로 돈다. 시행 하나가 무효이면 라운드 전체를 다시 실행한다.</p>`,
    load: html`${OPEN_LOAD}${atRandom(spaced('poisson'), spaced('even'))}${capacity && byCapacity(capacity, scenario.phases, nameOf)}`,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}

/** Of phases by their names. Nothing where all were even. */
function atRandom(poisson: readonly string[], even: readonly string[]): Html | null {
  if (poisson.length === 0) return null;
  const rest =
    even.length === 0
      ? null
      : html` ${even.join(', ')}에서는 요청 간격이 고르므로 서로 겹치는 일이 드물다. 요청 하나의 비용만 보여 준다.`;
  return html`
<p><strong>${poisson.join(', ')}에서는 요청이 무작위로 시작된다</strong>(푸아송 도착). 많은 사용자가 보내는 요청과 같다. 그래서 어떤 요청들은 겹쳐서 서로를 기다린다. 차례마다 요청 수는 요청률대로이고 시작 시각은 시드가 정한다. 한 라운드의 모든 시스템은 같은 시각을, 라운드와 차례마다는 다른 시각을 받는다.${rest}</p>`;
}

/** What the loads are shares of. */
function byCapacity(
  { perSecond, pilots }: Capacity,
  phases: RunOf<null>['manifest']['scenario']['phases'],
  nameOf: (phase: string) => string,
): Html {
  const [first] = pilots;
  const found = first
    ? html`첫 라운드 전에 항상 ${first.burst.outstanding}건을 보낸 상태로 ${first.burst.seconds}초 동안 재었더니 초당 ${pilots.map(({ topology, burst }) => `${topology} ${burst.perSecond.toFixed(1)}건`).join(', ')}을 처리했다. 그중 가장 작은 값이 용량이다.`
    : html`사용자가 용량을 초당 ${perSecond}건으로 정했다.`;
  const loads = phases.flatMap(({ name, perSecond: rate, share, bound }) =>
    share === undefined
      ? []
      : [
          `${nameOf(name)} ${percentOf(share)}(초당 ${rate}건${bound ? `, 허용된 ${bound === 'most' ? '최대' : '최소'}` : ''})`,
        ],
  );
  return html`
<p><strong>부하는 머신에 맞춘다.</strong> ${found} 부하는 그 비율이다: ${loads.join(', ')}. 모든 대상이 같은 부하를 받으므로, 더 많이 감당하는 대상은 자기 용량에 비해 적게 일한다.</p>`;
}
