import { type Html, html } from '../charts/html.ts';
import type { RunFiles } from '../records/run-files.ts';

/** What `method-text.ts` says, in Korean. */

export const freshAndWarmedUp = ({ manifest }: Pick<RunFiles, 'manifest'>, each = ''): Html =>
  html`시드 데이터의 새 복사본 위에서 새 프로세스를 띄우고, ${each}초당 ${manifest.warmUp.perSecond}건으로`;

export const OPEN_LOAD = html`<p><strong>부하는 열린 방식이다.</strong> 앞선 요청의 응답과 상관없이 정해진 일정대로 요청을 시작하고, 응답 시간은 일정상 시작했어야 할 때부터 센다. 서버가 멈춰도 그동안 쌓인 대기열을 감출 수 없다.</p>`;

export const USE_OF_ARMS = html`<p><strong>CPU 시간과 메모리</strong>는 한 대상의 모든 프로세스의 것이다. 브로커는 포함하고 부하 발생기는 뺀다.</p>`;
