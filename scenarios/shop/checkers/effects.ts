import type { Asked, Checker } from './checker.ts';

/** Every key has led to one order at most, however often it was sent. A request whose outcome nobody knows may have led to one. */
export const effects: Checker = {
  id: 'effects',
  mistakes({ before, after, asked }) {
    const byKey = ordersByKey(asked);
    const ids = [...byKey.values()].flatMap((own) => [...own]);
    const distinct = new Set(ids).size;
    const unasked = after.orders - before.orders - byKey.size;
    return [
      ...[...byKey].flatMap(([key, { size }]) =>
        size > 1
          ? [{ en: `key ${key} led to ${size} orders`, ko: `키 ${key}로 주문 ${size}건이 생겼다` }]
          : [],
      ),
      ...(distinct < ids.length
        ? [
            {
              en: `${ids.length} keys share ${distinct} orders`,
              ko: `키 ${ids.length}개가 주문 ${distinct}건을 함께 쓴다`,
            },
          ]
        : []),
      ...(unasked > 0
        ? [{ en: `there are ${unasked} orders more than keys`, ko: `주문이 키보다 ${unasked}건 많다` }]
        : []),
    ];
  },
  looked({ before, after, asked }) {
    const [keys, fresh] = [ordersByKey(asked).size, after.orders - before.orders];
    return {
      en: `Keys: ${keys}. Orders: ${fresh}. No key led to two.`,
      ko: `키 ${keys}개, 주문 ${fresh}건. 한 키로 두 번 주문된 것은 없다.`,
    };
  },
};

/** The ids that a key was answered with. */
function ordersByKey(asked: readonly Asked[]): Map<string, Set<string>> {
  const byKey = new Map<string, Set<string>>();
  for (const { key, told } of asked) {
    const own = byKey.get(key) ?? new Set();
    if (told) own.add(told.id);
    byKey.set(key, own);
  }
  return byKey;
}
