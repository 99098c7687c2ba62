import type { Text } from '@lab/lab/scenario/scenario';
import type { Books } from '../books.ts';
import type { Checker } from './checker.ts';

/**
 * No customer has more or less than before, what stands in confirmed orders included. No wallet is below zero. The ledger says what is in the
 * wallets, and all of its entries sum to zero.
 */
export const money: Checker = {
  id: 'money',
  mistakes: ({ before, after, books }) => [
    ...before.wallets.flatMap((total, customer) => {
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
    ...ledgerMistakes(books.ledger),
  ],
  looked: ({ after: { wallets } }) => ({
    en: `${wallets.length} wallets add up, and so does the ledger.`,
    ko: `지갑 ${wallets.length}개의 금액과 원장이 맞는다.`,
  }),
};

/** What is wrong with the ledger at one moment, whatever is under way then. */
export function ledgerMistakes({ balances, wallets, others }: Books['ledger']): Text[] {
  const [untold, sum] = [balances - wallets, wallets + others];
  return [
    ...(untold === 0
      ? []
      : [
          {
            en: `the wallets hold ${untold} more than the ledger says`,
            ko: `지갑의 합계가 원장보다 ${untold}만큼 많다`,
          },
        ]),
    ...(sum === 0
      ? []
      : [{ en: `the ledger sums to ${sum}, not to zero`, ko: `원장의 합계가 0이 아니라 ${sum}이다` }]),
  ];
}
