import type { Checker } from './checker.ts';

/** No customer has more or less than before, what stands in confirmed orders included. No wallet is below zero. */
export const money: Checker = {
  id: 'money',
  mistakes: ({ before, after, books }) =>
    before.wallets.flatMap((total, customer) => {
      const missing = total - (after.wallets[customer] ?? 0);
      return [
        ...(missing === 0
          ? []
          : [
              {
                en: `wallet ${customer} holds ${missing} too little`,
                ko: `지갑 ${customer}의 금액이 ${missing}만큼 모자란다`,
              },
            ]),
        ...((books.balances[customer] ?? 0) < 0
          ? [{ en: `wallet ${customer} is below zero`, ko: `지갑 ${customer}의 잔액이 0보다 작다` }]
          : []),
      ];
    }),
  looked: ({ after: { wallets } }) => ({
    en: `${wallets.length} wallets add up.`,
    ko: `지갑 ${wallets.length}개의 금액이 맞는다.`,
  }),
};
