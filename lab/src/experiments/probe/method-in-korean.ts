import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { tellsUse } from '../method-text.ts';
import { freshAndWarmedUp, OPEN_LOAD, USE_OF_ARMS } from '../method-text-in-korean.ts';
import type { ProbeDetails } from './record.ts';
import { storedSettings } from './view.ts';

/** What `method.ts` says, in Korean. */
export const methodInKorean = (run: RunOf<ProbeDetails>): MethodText => ({
  trial: html`${freshAndWarmedUp(run)} 최소 ${run.manifest.warmUp.minSeconds}초, 그리고 자신의 창 세 개가 일치할 때까지 워밍업한다. 그런 다음 ${storedSettings(run.manifest).does?.ko ?? '시나리오 전용 클라이언트가 요청을 보낸다'}. 조용해지면 장부를 검사하고 모든 프로세스를 끝낸다. 한쪽에서 멈춘 것을 다른 쪽이 느끼지 않도록 대상은 한 번에 하나씩 실행한다.`,
  turns: null,
  load: run.manifest.scenario.phases.length > 0 ? OPEN_LOAD : null,
  use: tellsUse(run.trials) ? USE_OF_ARMS : null,
});
