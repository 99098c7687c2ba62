import { html } from '../../charts/html.ts';
import type { MethodText } from '../kind.ts';

/** What `method.ts` says, in Korean. */
export const methodInKorean = (): MethodText => ({
  trial: html`여러 크기의 코드 복사본에서 변경을 하나씩 적용한다. 모놀리스는 모든 컨텍스트가 패키지 하나에, 서비스는 각각의 패키지에 있다. 변경마다 다시 빌드할 것을 타입 검사하고 컴파일하고, 변경과 관련된 테스트를 실행하고, 바뀐 코드를 실행하는 것을 시작한 뒤 변경을 되돌린다. 대상들은 변경마다 번갈아 진행한다. 변경이 드러나지 않은 단계가 있으면 시행은 무효다.
개수는 시간을 잰 바로 그 명령에서 도구가 알려 준 것이다. 비교할 전체 개수는 코드를 준비할 때 시간을 재지 않고 한 번 세었다. 처음 빌드의 파일 수와 <code>vitest list</code>가 나열하는 테스트 수다.
도구가 할 일을 찾는 시간은 도구 자체의 시작 시간을 빼고 센다. vitest는 시간을 재는 실행에서 준비된 때부터 테스트를 고를 때까지를 리포터가 잰다. <code>tsc -b</code>는 모두 최신일 때 같은 명령을 시간을 재지 않고 한 번 더 실행해 스스로 알리는 값이다.`,
  turns: null,
  load: null,
  use: html`<p><strong>CPU 시간</strong>은 도구와 도구가 띄운 모든 프로세스, 그리고 새로 시작해 준비될 때까지의 프로세스의 것이다. 브로커는 계속 떠 있으므로 포함하지 않는다.</p>`,
});
