// Amounts are counted in ten-thousandths, so that quantities and prices of four decimals multiply without loss.
const SCALE = 10_000;
const PER_CENT = 100n;

const scaled = (value: number): bigint => BigInt(Math.round(value * SCALE));

const divide = (amount: bigint, by: bigint): bigint => {
  const half = by / 2n;
  return amount < 0n ? -((-amount + half) / by) : (amount + half) / by;
};

/** Whole cents (fils, paise) as the number that JSON carries. */
export const fromCents = (cents: bigint): number => Number(cents) / 100;

export const toCents = (amount: number): bigint => divide(scaled(amount), 100n);

/** A quantity of something at a price, in cents, halves rounded up. */
export const times = (quantity: number, price: number): bigint =>
  divide(scaled(quantity) * scaled(price), 1_000_000n);

/** A percentage of an amount, or the part of an amount that already holds the percentage. */
export const share = (cents: bigint, percent: number, included = false): bigint => {
  const rate = scaled(percent);
  const whole = PER_CENT * BigInt(SCALE);
  return divide(cents * rate, included ? whole + rate : whole);
};
