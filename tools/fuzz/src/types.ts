// The types that the generator gives to the expressions and variables of its programs. Equal types are the same object.

export type Kind = 'int' | 'float' | 'bool' | 'str' | 'none' | 'number' | 'any' | 'list' | 'tuple' | 'dict' | 'set' | 'bytes' | 'object' | 'callable';

export interface Type {
  readonly kind: Kind;
  /** Of lists, sets and dicts. */
  readonly item?: Type;
  /** Of tuples. */
  readonly items?: readonly Type[];
  /** Of dicts. */
  readonly key?: Type;
  /** Of objects. */
  readonly className?: string;
}

const known = new Map<string, Type>();

function intern(name: string, type: Type): Type {
  if (!known.has(name)) known.set(name, type);
  names.set(known.get(name)!, name);
  return known.get(name)!;
}

const names = new WeakMap<Type, string>();

/** The type as text: list[int]. */
export const nameOf = (type: Type): string => names.get(type)!;

export const INT = intern('int', { kind: 'int' });
export const FLOAT = intern('float', { kind: 'float' });
export const BOOL = intern('bool', { kind: 'bool' });
export const STR = intern('str', { kind: 'str' });
export const NONE = intern('none', { kind: 'none' });
/** An int or a float, one now and the other later. */
export const NUMBER = intern('number', { kind: 'number' });
/** Whatever: what is done with it may raise TypeError. */
export const ANY = intern('any', { kind: 'any' });
/** bytes or a bytearray. */
export const BYTES = intern('bytes', { kind: 'bytes' });
/** A function of one int, which returns an int. */
export const CALLABLE = intern('callable', { kind: 'callable' });

export const listOf = (item: Type): Type => intern(`list[${nameOf(item)}]`, { kind: 'list', item });
export const tupleOf = (...items: Type[]): Type => intern(`tuple[${items.map(nameOf).join(', ')}]`, { kind: 'tuple', items });
/** Of a few small ints or letters, so that no set grows without end. */
export const setOf = (item: Type): Type => intern(`set[${nameOf(item)}]`, { kind: 'set', item });
export const dictOf = (key: Type, item: Type): Type => intern(`dict[${nameOf(key)}, ${nameOf(item)}]`, { kind: 'dict', key, item });
export const objectOf = (className: string): Type => intern(`object ${className}`, { kind: 'object', className });

export const isNumeric = (type: Type): boolean => [INT, FLOAT, NUMBER].includes(type);
