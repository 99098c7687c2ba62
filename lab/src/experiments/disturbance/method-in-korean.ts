import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { tellsUse } from '../method-text.ts';
import { freshAndWarmedUp, OPEN_LOAD, USE_OF_ARMS } from '../method-text-in-korean.ts';
import { hasCalm } from './method.ts';
import type { DisturbanceDetails } from './record.ts';

/** What `method.ts` says, in Korean. */
export const methodInKorean = (run: RunOf<DisturbanceDetails>): MethodText => ({
  trial: html`${freshAndWarmedUp(run)} 최소 ${run.manifest.warmUp.minSeconds}초, 그리고 연속한 구간 세 개의 응답 시간이 비슷해질 때까지 워밍업한다. ${hasCalm(run) ? '장애가 없을 때를 먼저 측정한다. ' : ''}그런 다음 일정한 부하 아래 시드에서 뽑은 순서로 장애를 하나씩 겪고, 죽을 때마다 다시 시작되며, 장애마다 장부를 검사받고, 모든 프로세스를 끝낸다. 서로의 장애를 느끼지 않도록 대상은 한 번에 하나씩 실행한다.`,
  turns: null,
  load: OPEN_LOAD,
  use: tellsUse(run.trials) ? USE_OF_ARMS : null,
});
