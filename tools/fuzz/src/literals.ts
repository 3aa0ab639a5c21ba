// The constants of generated programs: the values at which arithmetic changes its ways.

const power = (exponent: number): bigint => 2n ** BigInt(exponent);

const aroundPowers = [30, 31, 32, 53, 60, 62, 63, 64].flatMap((exponent) => [power(exponent) - 1n, power(exponent), power(exponent) + 1n, -power(exponent), 1n - power(exponent), -power(exponent) - 1n]);

export const SMALL_INTS = [0, 1, 2, 3, 5, 7, 10, -1, -2, -3, -7] as const;

export const EDGE_INTS: readonly bigint[] = [...aroundPowers, 255n, 256n, 257n, -5n, -6n, 1000n, 10n ** 20n, -(10n ** 20n), power(100)];

/** Written so that they need no names: 1e999 is infinite. */
export const SMALL_FLOATS = ['0.0', '1.0', '0.5', '1.5', '2.0', '2.5', '0.1', '10.0', '(-1.0)', '(-0.5)', '(-2.25)', '3.75'] as const;

export const EDGE_FLOATS = [
  '(-0.0)', '1e999', '(-1e999)', '(1e999 - 1e999)', '1e308', '(-1e308)', '5e-324', '(-5e-324)', '2.2250738585072014e-308', '1e-310', '1e16', '1e22', '0.30000000000000004',
  '9007199254740992.0', '9007199254740994.0', '4611686018427387904.0', '9.223372036854775807e18', '(-9.223372036854775808e18)', '1.8446744073709552e19', '1e-17', '123456789.123',
] as const;

export const STRINGS = ['', 'a', 'b', 'ab', 'abc', 'Zz9', 'aaa', ' x ', '12', '-7', '3.5', 'a,b', '\\x00', '\\xe9', '\\u03c0', '\\U0001f600x', 'hello world', '%s'] as const;

export const BYTE_STRINGS = ["b''", "b'a'", "b'abc'", "b'\\x00\\xff7'", "b'ab ab'", "bytearray(b'xyz')", "bytearray(4)"] as const;

export const KEYS = ['a', 'b', 'c', 'k', 'x'] as const;

/** A number as source, in parentheses if it is negative. */
export const intText = (value: bigint | number): string => (value < 0 ? `(${value})` : String(value));
