/** An amount in minor units (cents) of one currency. Never a float: 12.34 EUR is `{ amount: 1234, currency: 'EUR' }`. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** The shop sells in one currency; a second one would need exchange rates, which no experiment is about. */
export const SHOP_CURRENCY = 'EUR';

export const euros = (amount: number): Money => ({ amount, currency: SHOP_CURRENCY });

/** Sum of amounts. @throws RangeError when the currencies differ or the sum leaves the safe integers. */
export function sum(amounts: readonly Money[]): Money {
  const total = amounts.reduce((acc, money) => {
    if (money.currency !== SHOP_CURRENCY)
      throw new RangeError(`cannot add ${money.currency} to ${SHOP_CURRENCY}`);
    return acc + money.amount;
  }, 0);
  if (!Number.isSafeInteger(total)) throw new RangeError(`amount out of range: ${total}`);
  return euros(total);
}

export const times = (money: Money, quantity: number): Money => ({
  ...money,
  amount: money.amount * quantity,
});
