import { type Html, html } from '../../charts/html.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { baseOf } from '../../topologies/base-of.ts';
import { drivesLoad, noiseSaid, warningsSaid } from '../view.ts';
import { checksTable } from './checks.ts';

/** What to know before believing the comparison: warnings, checks that did not pass, noise, and what one machine cannot show. */
export function limits(files: RunFiles): Html {
  const { checks } = files.comparison;
  const warnings = warningsSaid(files.comparison);
  const passed = checks.every(({ result }) => result === 'pass');
  const noise = noiseSaid(files);
  return html`${warnings.length === 0 ? null : html`<ul class="warnings">${warnings.map((each) => html`<li>${each}</li>`)}</ul>`}
${passed ? null : checksTable(files)}
<ul class="limits">${noise ? html`<li>${noise}</li>` : null}${ofTheMachine(files).map((each) => html`<li>${each}</li>`)}</ul>`;
}

function ofTheMachine({ manifest }: RunFiles): Text[] {
  const { environment, cpus, arms } = manifest;
  const apart = arms.some((arm) => baseOf(arm.topology) === 'microservices');
  return [
    {
      en: `One machine, one shop of one size: ${environment.cpuModel}, ${environment.cpuCount} CPUs. Another machine has other milliseconds, and mostly similar ratios.`,
      ko: `머신 한 대, 한 가지 크기의 상점: ${environment.cpuModel}, CPU ${environment.cpuCount}개. 머신이 바뀌면 밀리초는 달라지고, 배율은 대체로 비슷하다.`,
    },
    ...(cpus && /^\d+$/.test(cpus.arms) && drivesLoad({ manifest })
      ? [
          {
            en: `All processes of an arm share one CPU: what services would do side by side on CPUs of their own waits in line here.`,
            ko: `한 대상의 모든 프로세스가 CPU 하나를 함께 쓴다. 서비스마다 CPU가 따로 있으면 동시에 할 일이 여기서는 차례를 기다린다.`,
          },
        ]
      : []),
    ...(apart && drivesLoad({ manifest })
      ? [
          {
            en: 'Services talk over the loopback of one machine. A network between machines would add time to each call.',
            ko: '서비스는 한 머신의 루프백으로 통신한다. 머신 사이의 네트워크라면 호출마다 시간이 더 든다.',
          },
          {
            en: 'Every database is an SQLite file beside its process. A database server would add a way to it on both sides.',
            ko: '모든 데이터베이스는 프로세스 옆의 SQLite 파일이다. 데이터베이스 서버라면 양쪽 모두 오가는 시간이 더 든다.',
          },
        ]
      : []),
  ];
}
