// Every marshal type as a real interpreter writes it, and bytes that nobody should have written.
import { describe, expect, it } from 'vitest';
import { MarshalError, TruncatedError, UnknownVersionError } from './errors';
import { PythonComplex, PythonList, PythonSet, PythonSingleton, readMarshal } from './marshal';
import { readPyc } from './pyc';
import { dump, findPython } from './testing/python';
import { python311 } from './versions/3.11';

const python = findPython();
const fromHex = (hex: string) => readMarshal(Uint8Array.from(Buffer.from(hex, 'hex')), python311);

describe.skipIf(!python)('values written by the interpreter', () => {
  const written = python ? dump<{ current: string; old: string[] }>(python, 'constants') : (undefined as never);
  const frozen = (...items: unknown[]) => Object.assign(new PythonSet(true), { items });
  const list = (...items: unknown[]) => Object.assign(new PythonList(), { items });
  const expected = [
    null, true, false, PythonSingleton.ellipsis, PythonSingleton.stopIteration, 0n, -1n, 2147483647n, -2147483648n, 2147483648n,
    -(2n ** 40n), 2n ** 200n + 12345n, -(2n ** 61n), 1.5, -0, Infinity, 1e300, new PythonComplex(1, -2.5), Uint8Array.of(0, 255), '', 'plain',
    'caf\u00e9', '\u{1f600}', 'lone \udc80 surrogate \ud800', '\ufeffbom', [], [1n], Array.from({ length: 300 }, (_, i) => BigInt(i)),
    list(1n, list(2n)), new Map<unknown, unknown>([['a', 1n], [2n, [3n]]]), Object.assign(new PythonSet(false), { items: [1n] }),
    frozen('x'), frozen(), ['shared'.repeat(3), 'shared'.repeat(3)],
  ];

  it('reads every type, references and cycles', () => {
    const { items } = fromHex(written.current) as PythonList;
    expect(items.slice(0, -1)).toEqual(expected);
    const loop = items.at(-1) as PythonList;
    expect(loop.items[0]).toBe(loop);
  });

  it('reads what older marshal versions write', () => {
    for (const hex of written.old) expect((fromHex(hex) as PythonList).items).toEqual(expected);
  });
});

it('refuses damaged data by name', () => {
  expect(() => fromHex('7f')).toThrow(MarshalError);
  expect(() => fromHex('6905')).toThrow(TruncatedError);
  expect(() => fromHex('7205000000')).toThrow(/Invalid marshal reference 5/);
  expect(() => fromHex('30')).toThrow(/marshal NULL/);
  expect(() => fromHex('7502000000ffff')).toThrow(/not UTF-8/);
});

it('refuses other .pyc files by name', () => {
  expect(() => readPyc(Uint8Array.of(0xcb, 0x0d, 0x0d, 0x0a, ...new Array(12).fill(0)))).toThrow(UnknownVersionError);
  expect(() => readPyc(Uint8Array.of(0xcb, 0x0d, 0x0d, 0x0a, ...new Array(12).fill(0)))).toThrow(/magic number 3531.*Known: 3\.11 \(magic 3495\)/);
  expect(() => readPyc(new Uint8Array(16))).toThrow(/Not a \.pyc file/);
  expect(() => readPyc(new Uint8Array(3))).toThrow(TruncatedError);
});
