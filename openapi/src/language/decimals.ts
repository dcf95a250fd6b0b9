/** Numbers as decimals: in binary 19.99 is no multiple of 0.01. */
export function isMultipleOf(value: number, step: number): boolean {
  const [one, other] = [decimalOf(value), decimalOf(step)];
  const exponent = Math.min(one.exponent, other.exponent);
  const scaled = (decimal: Decimal): bigint => decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return scaled(one) % scaled(other) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** As it is written: 0.07 is 7 and -2. */
function decimalOf(number: number): Decimal {
  const [mantissa = '', exponent] = number.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
