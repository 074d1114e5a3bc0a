/** A number of watts past 2^31 is a negative one that has wrapped around 32 bits: gateways write -4 W as 4294967292. */
export function unwrapped(value: number): number {
  return value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value;
}
