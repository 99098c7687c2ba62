import { joined } from '@lab/lab/charts/said';
import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { LOCKS, ROW, UPDATE } from './arms.ts';

/** What else the numbers say: what a lease gives and cannot give, what a lock costs, and whom it stops when its server is away or cut off. */
export function insights(evidence: Evidence): Insight[] {
  return [
    ...progress(evidence),
    ...limits(evidence),
    ...price(evidence),
    ...outage(evidence),
    ...cutOff(evidence),
  ];
}

const each = (evidence: Evidence, id: string, inWords: (name: string, value: number) => string): string[] =>
  LOCKS.flatMap(({ topology, name }) => {
    const value = medianIn(evidence, id, topology);
    return value === undefined ? [] : [inWords(name, value)];
  });

const told = (id: string, metrics: readonly string[], texts: readonly Text[]): Insight[] =>
  texts.length === 0 ? [] : [{ id, text: joined(texts, ' '), metrics }];

/** A lock of the database's has no lease: safe, and nobody goes on. */
function progress(evidence: Evidence): Insight[] {
  const id = 'paused.handover';
  const found = each(evidence, id, (name, ms) => `${name} ${(ms / 1000).toFixed(1)} s`);
  if (found.length === 0) return [];
  const waits =
    evidence.arms.some(({ topology }) => topology === ROW) && medianIn(evidence, id, ROW) === undefined;
  const update = medianIn(evidence, id, UPDATE);
  return told(
    'lease',
    [id],
    [
      {
        en: `While a holder stands still, the next buyer is served after: ${found.join(', ')}.`,
        ko: `보유자가 멈춰 선 동안 다음 구매자가 사기까지: ${found.join(', ')}.`,
      },
      ...(waits
        ? [
            {
              en: "With the database's transaction nobody is served until the holder goes on: it has no lease, and needs no token.",
              ko: '데이터베이스 트랜잭션에서는 보유자가 다시 움직일 때까지 아무도 사지 못한다. 리스가 없고, 토큰도 필요 없다.',
            },
          ]
        : []),
      ...(update === undefined
        ? []
        : [
            {
              en: `With one conditional UPDATE the next buyer is served after ${(update / 1000).toFixed(1)} s: who stands still before it has decided nothing, and holds nothing.`,
              ko: `조건부 UPDATE 하나에서는 ${(update / 1000).toFixed(1)}초 뒤에 다음 구매자가 산다. 그 앞에서 멈춘 쪽은 아직 아무것도 정하지 않았고, 쥔 것도 없다.`,
            },
          ]),
    ],
  );
}

/** The conclusion that no figure of a run can turn: who has a lease may have lost it without knowing. */
function limits(evidence: Evidence): Insight[] {
  const id = 'paused.oversold';
  if (each(evidence, id, (name) => name).length === 0) return [];
  return told(
    'limits',
    [id],
    [
      {
        en: 'No lock with a lease can promise that its holder is the only one: the lease of a holder that stands still ends, and the holder does not know (Kleppmann, How to do distributed locking, 2016). A server that agrees by consensus does not change that (Jepsen, etcd 3.4.3, 2020).',
        ko: '리스가 있는 잠금은 보유자가 하나뿐이라고 약속할 수 없다. 멈춰 선 보유자의 리스는 끝나고, 보유자는 그 사실을 모른다(Kleppmann, How to do distributed locking, 2016). 합의 알고리즘을 쓰는 서버도 마찬가지다(Jepsen, etcd 3.4.3, 2020).',
      },
      {
        en: 'A fencing token does not keep the second holder away. It lets the store refuse the write of the first one.',
        ko: '펜싱 토큰은 둘째 보유자를 막지 않는다. 저장소가 첫째 보유자의 늦은 쓰기를 거절하게 한다.',
      },
      {
        en: 'A store that can compare tokens can often decide by itself, in one conditional UPDATE, and then needs no lock.',
        ko: '토큰을 비교할 수 있는 저장소라면 조건부 UPDATE 하나로 스스로 결정할 수 있는 경우가 많고, 그러면 잠금이 필요 없다.',
      },
    ],
  );
}

function price(evidence: Evidence): Insight[] {
  const id = 'rush.throughput';
  const row = medianIn(evidence, id, ROW);
  const found = each(evidence, id, (name, perSecond) => `${name} ${perSecond.toFixed(0)}`);
  if (row === undefined || found.length === 0) return [];
  const update = medianIn(evidence, id, UPDATE);
  const [also, alsoInKorean] =
    update === undefined
      ? ['', '']
      : [`, ${update.toFixed(0)} with one conditional UPDATE`, `, 조건부 UPDATE 하나 ${update.toFixed(0)}`];
  return told(
    'price',
    [id],
    [
      {
        en: `Orders a second when 16 buyers want one product: ${row.toFixed(0)} with the database's transaction${also}; ${found.join(', ')}.`,
        ko: `16명이 한 상품을 살 때 초당 주문: 데이터베이스 트랜잭션 ${row.toFixed(0)}${alsoInKorean}, ${found.join(', ')}.`,
      },
    ],
  );
}

function outage(evidence: Evidence): Insight[] {
  const id = 'restarted.wait';
  const found = each(evidence, id, (name, ms) => `${name} ${(ms / 1000).toFixed(1)} s`);
  if (found.length === 0) return [];
  return told(
    'server',
    [id],
    [
      {
        en: `While the server of the lock is away, nobody can order. A buyer who came then waited: ${found.join(', ')}.`,
        ko: `잠금 서버가 없는 동안에는 아무도 주문할 수 없다. 그때 온 구매자가 기다린 시간: ${found.join(', ')}.`,
      },
    ],
  );
}

/** A server that runs and cannot be reached: what it had given may be somebody else's afterwards, also where no restart makes it forget. */
function cutOff(evidence: Evidence): Insight[] {
  const seconds = (name: string, ms: number) => `${name} ${(ms / 1000).toFixed(1)} s`;
  const again = each(evidence, 'cut.again', seconds);
  const waits = each(evidence, 'cut.wait', seconds);
  if (waits.length === 0) return [];
  const refused = each(evidence, 'cut.refused', (name, share) => `${name} ${Math.round(100 * share)} %`);
  const oversold = each(evidence, 'cut.oversold', (name, units) => `${name} ${units}`);
  return told(
    'cut-off',
    ['cut.wait', 'cut.refused', 'cut.again', 'cut.oversold'],
    [
      {
        en: `While the server of the lock runs and no packet gets to it, nobody can order either. Buyers who came then knew how their order ended after: ${waits.join(', ')} (medians). Refused: ${refused.join(', ')}.`,
        ko: `잠금 서버가 동작해도 패킷이 닿지 않으면 아무도 주문할 수 없다. 그때 온 구매자가 결과를 알기까지(중앙값): ${waits.join(', ')}. 거절된 비율: ${refused.join(', ')}.`,
      },
      ...(again.length === 0
        ? []
        : [
            {
              en: `Once packets got through again, a buyer was served after: ${again.join(', ')}.`,
              ko: `다시 이어진 뒤 구매자가 사기까지: ${again.join(', ')}.`,
            },
          ]),
      {
        en: `A lease ends in a server that is cut off, too. Units promised too many by a holder from before the cut, in a trial: ${oversold.join(', ')}.`,
        ko: `연결이 끊긴 서버에서도 리스는 끝난다. 끊기기 전의 보유자가 시행 하나에서 초과로 약속한 수량: ${oversold.join(', ')}.`,
      },
    ],
  );
}
