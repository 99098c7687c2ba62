import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, USE_OF_ARMS } from '../method-text-in-korean.ts';
import type { CapacityRecord } from './record.ts';

/** What `method.ts` says, in Korean. */
export function methodInKorean(run: RunOf<CapacityRecord>): MethodText {
  const record = run.trials.find(({ details }) => details !== null)?.details;
  const started = freshAndWarmedUp(run, '확장하는 것의 인스턴스마다 ');
  if (!record)
    return { trial: html`${started} 워밍업하고 모든 프로세스를 끝낸다.`, turns: null, load: null, use: null };
  const { quota, quotaBy, burst, replicas } = record;
  return {
    trial: html`${started} 연속한 구간 세 개의 응답 시간이 비슷해질 때까지 워밍업하고, 모든 인스턴스에 할당량(CPU ${quota}개분, ${quotaBy})을 준 뒤 한 번의 버스트를 보낸다. 처리량은 측정 구간 ${burst.seconds}초 동안 초당 끝난 응답 수다. 한계에 이른 시스템은 다른 시스템을 방해하므로 대상은 한 번에 하나씩 실행한다. 할당량보다 머신의 CPU가 먼저 바닥난 버스트에는 값이 없다. 요청 50건 중 1건보다 많이 실패하면 시행은 무효다.`,
    turns: null,
    load: html`<p><strong>부하는 닫힌 방식이다.</strong> 확장하는 것의 인스턴스마다 항상 ${burst.outstanding / replicas}건의 요청이 진행 중이며, 하나가 끝나면 새로 시작한다. 그래서 시스템은 늘 할 일이 있고, 할 수 있는 것보다 많이 요구받지 않는다. 이렇게 시스템이 할 수 있는 양을 찾는다. 사용자가 얼마나 기다릴지는 말해 주지 않으므로 닫힌 부하의 응답 시간은 싣지 않는다.</p>
<p><strong>처리량의 교차 확인</strong>은 같은 구간에서 잰 요청당 CPU 시간으로 할당량이 감당할 수 있는 양이다. 둘이 15 %보다 더 벌어지면 경고가 나온다.</p>
<p><strong>늘어난 양은 기울기다.</strong> 라운드마다 한 배포의 대상들에 최소제곱 직선을 맞추어, 인스턴스 하나를 더할 때 늘어나는 처리량과 더해지는 메모리, 예약한 CPU, 쓴 CPU를 구한다. 늘어난 처리량을 더해진 자원으로 나눈다.</p>`,
    use: USE_OF_ARMS,
  };
}
