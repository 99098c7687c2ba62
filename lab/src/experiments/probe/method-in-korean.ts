import { type Html, html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { tellsUse } from '../method-text.ts';
import { freshAndWarmedUp, OPEN_LOAD, USE_OF_ARMS } from '../method-text-in-korean.ts';
import type { ProbeDetails } from './record.ts';
import { loadsInTurns, storedSettings } from './view.ts';

/** What `method.ts` says, in Korean. */
export function methodInKorean(run: RunOf<ProbeDetails>): MethodText {
  const { does, checkout } = storedSettings(run.manifest);
  const then = does?.ko ?? '시나리오 전용 클라이언트가 요청을 보낸다';
  if (checkout)
    return {
      trial: html`프로젝트 소스를 전용 폴더에 복사한다. 패키지는 설치되어 있고 컴파일된 것은 없다. 그런 다음 ${then}. 모든 프로세스를 끝내고 폴더를 지운다. 대상은 한 번에 하나씩, 랩이 쓸 수 있는 CPU를 모두 써서 실행한다.`,
      ...{ turns: null, load: null, use: null },
    };
  return {
    trial: html`${freshAndWarmedUp(run)} 최소 ${run.manifest.warmUp.minSeconds}초, 그리고 연속한 구간 세 개의 응답 시간이 비슷해질 때까지 워밍업한다. 그런 다음 ${then}. 조용해지면 장부를 검사하고 모든 프로세스를 끝낸다. 한쪽에서 멈춘 것을 다른 쪽이 느끼지 않도록 대상은 한 번에 하나씩 관찰한다.`,
    turns: inTurns(run),
    load: run.manifest.scenario.phases.length > 0 ? OPEN_LOAD : null,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}

function inTurns({ manifest }: RunOf<ProbeDetails>): Html | null {
  const loads = loadsInTurns(manifest);
  if (loads.length === 0) return null;
  const names = loads.map(({ name, seconds }) =>
    seconds === undefined ? name : `${name}(한 번에 ${seconds}초)`,
  );
  return html`<p><strong>${names.join(', ')} 부하에서는 한 라운드의 시스템들이 번갈아 부하를 받는다.</strong> 모두 떠 있는 상태에서 한 시스템씩 차례로 부하를 준다. 머신이 잠시 느려지면 모두가 똑같이 느려진다. 한 바퀴 뒤에는 반대 순서로 돈다. 한 시스템만 관찰하는 동안 다른 시스템은 쉰다.</p>`;
}
