import { alike, joined } from '@lab/lab/charts/said';
import type { Evidence, Insight } from '@lab/lab/scenario/scenario';
import { LONG_TRANSACTION, NEIGHBOUR, OF_CALLS, OF_THE_PROCESS } from './faults.ts';
import { bystandersOf, measuredIn, shareIn } from './shares.ts';

/** What borders are worth besides those of processes, as far as the run shows it. */
export const insights = (evidence: Evidence): Insight[] => [
  ...sharedDatabase(evidence),
  ...sharedThreads(evidence),
  ...withoutTimeouts(evidence),
];

/** What borders between databases are worth. */
function sharedDatabase(evidence: Evidence): Insight[] {
  const [one, own] = ['monolith', 'microservices'].map((topology) =>
    shareIn(evidence, LONG_TRANSACTION, topology),
  );
  if (one === undefined || own === undefined) return [];
  const said = alike`monolith ${one}, microservices ${own}`;
  return [
    {
      id: 'shared-database',
      text: {
        en: `A long write transaction kills no process but blocks other writers to that database. Of the requests that do not need the part that holds it, it hits: ${said.en}.`,
        ko: `긴 쓰기 트랜잭션은 프로세스를 죽이지 않지만 같은 데이터베이스에 쓰는 다른 작업을 기다리게 한다. 그 부분이 필요 없는 요청 중 영향을 받은 비율: ${said.ko}.`,
      },
      metrics: [bystandersOf(LONG_TRANSACTION)],
    },
  ];
}

/** What it is worth that a part has threads of its own. */
function sharedThreads(evidence: Evidence): Insight[] {
  const [one, own] = ['monolith', 'microservices'].map((topology) => shareIn(evidence, NEIGHBOUR, topology));
  if (one === undefined || own === undefined) return [];
  const said = alike`monolith ${one}, microservices ${own}`;
  return [
    {
      id: 'shared-threads',
      text: {
        en: `Eight password hashes at once take the threads on which a process reads its databases. Of all other requests they hit: ${said.en}. The shop allows two at a time; here the limit is passed by.`,
        ko: `비밀번호 해시 8개를 동시에 계산하면 프로세스가 데이터베이스를 읽는 스레드를 모두 차지한다. 다른 요청 중 영향을 받은 비율: ${said.ko}. 상점은 원래 동시에 2개만 허용하며, 여기서는 그 제한을 거치지 않는다.`,
      },
      metrics: [bystandersOf(NEIGHBOUR)],
    },
  ];
}

/** What borders between processes are worth without timeouts, as far as the run has the arms for it. */
function withoutTimeouts(evidence: Evidence): Insight[] {
  const faults = measuredIn(evidence, [...OF_THE_PROCESS, ...OF_CALLS]);
  return faults.flatMap((fault) => {
    const shares = ['monolith', 'microservices'].flatMap((topology) => {
      const patient = shareIn(evidence, fault, `${topology}-no-timeouts`);
      const impatient = shareIn(evidence, fault, topology);
      return patient === undefined || impatient === undefined ? [] : [{ topology, patient, impatient }];
    });
    if (shares.length === 0) return [];
    const said = joined(
      shares.map(({ topology, patient, impatient }) => alike`${topology} ${impatient} → ${patient}`),
    );
    return [
      {
        id: `timeouts.${fault.id}`,
        text: {
          en: `${fault.title.en}, with timeouts → without: share of the requests hit that do not need the faulty part, ${said.en}.`,
          ko: `${fault.title.ko}, 타임아웃이 있을 때 → 없을 때: 장애 부분이 필요 없는 요청 중 영향을 받은 비율, ${said.ko}.`,
        },
        metrics: [bystandersOf(fault)],
      },
    ];
  });
}
