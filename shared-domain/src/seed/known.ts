/** The facts of the example shop that tests and demonstrations may rely on. They hold for every seed and size. */

/** Number of the product of which exactly one is left: `SKU-00901`. */
export const SCARCE_PRODUCT = 901;
/** Number of the product that is sold out: `SKU-00902`. */
export const EMPTY_PRODUCT = 902;
/** Number of the customer whose wallet holds {@link POOR_BALANCE}, less than the cheapest product, and who has bought nothing. */
export const POOR_CUSTOMER = 500;
/** Cents. */
export const POOR_BALANCE = 100;
/** The password of every account. */
export const SEEDED_PASSWORD = 'correct-horse-battery';
/** All past orders were placed in the 90 days before. */
export const SEEDED_UNTIL = Date.UTC(2026, 0, 1);
