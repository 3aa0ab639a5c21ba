// Constants as text, close to what Python's repr shows.
// May know: the values that the marshal reader makes.
import { isCodeObject } from './codeObject';
import { PythonComplex, PythonList, PythonSet, PythonSingleton } from './marshal';

/** A constant as Python would show it; objects of unknown kinds by their own toString. */
export function constantText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'string') return quote(value);
  if (value instanceof Uint8Array) return `b${quote(String.fromCharCode(...value.subarray(0, 200)))}`;
  if (Array.isArray(value)) return value.length === 1 ? `(${constantText(value[0])},)` : `(${value.map(constantText).join(', ')})`;
  if (value instanceof PythonList) return `[${value.items.map(constantText).join(', ')}]`;
  if (value instanceof PythonSet) return value.frozen ? `frozenset({${value.items.map(constantText).join(', ')}})` : `{${value.items.map(constantText).join(', ')}}`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${constantText(key)}: ${constantText(item)}`).join(', ')}}`;
  if (value instanceof PythonComplex) return `(${floatText(value.real)}${value.imaginary < 0 || Object.is(value.imaginary, -0) ? '' : '+'}${floatText(value.imaginary)}j)`;
  if (value instanceof PythonSingleton) return value.name;
  if (isCodeObject(value)) return `<code ${value.qualname}, line ${value.firstLine}>`;
  return String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) && !String(value).includes('e') ? `${value}.0` : String(value);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
