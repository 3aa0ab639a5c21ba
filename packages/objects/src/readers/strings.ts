// str and bytes. The forms of a str: Include/cpython/unicodeobject.h.
import { Inconsistent } from '../errors';
import { itemCount, type Target } from '../target';

/** Longest string that is believed. */
const MOST_CHARACTERS = 1 << 26;

/** How a str is stored. */
export interface StringState {
  /** The state word, and the bits of it that say how the characters are stored: what a guard compares. */
  readonly state: number;
  readonly mask: number;
  /** Bytes a character. */
  readonly kind: 1 | 2 | 4;
  readonly ascii: boolean;
  /** The characters follow the header directly. */
  readonly compact: boolean;
  readonly interned: boolean;
  readonly length: number;
  /** Address of the first character. */
  readonly data: number;
}

/** Reads the header of a str. */
export function stringState(target: Target, address: number): StringState {
  const { memory, layout } = target;
  const { PyASCIIObject: header, PyCompactUnicodeObject: compactHeader, PyUnicodeObject: longHeader, constants } = layout;
  const length = memory.ssize(address + header.length);
  const state = memory.u32(address + header.state);
  const kind = (state & constants.state_kind) / lowestBit(constants.state_kind);
  const ascii = (state & constants.state_ascii) !== 0;
  const compact = (state & constants.state_compact) !== 0;
  if ((kind !== 1 && kind !== 2 && kind !== 4) || !(length >= 0 && length <= MOST_CHARACTERS)) {
    throw new Inconsistent(`str of ${length} characters and kind ${kind}`, address);
  }
  const data = !compact ? memory.ptr(address + longHeader.data) : address + (ascii ? header.sizeof : compactHeader.sizeof);
  return {
    state,
    mask: constants.state_kind | constants.state_compact | constants.state_ascii | (constants.state_ready ?? 0),
    kind,
    ascii,
    compact,
    interned: (state & constants.state_interned) !== 0,
    length,
    data,
  };
}

/** The characters of a str (or an instance of a subclass). Lone surrogates stay as they are. */
export function readString(target: Target, address: number): string {
  const { kind, length, data } = stringState(target, address);
  if (length === 0) return '';
  const bytes = target.memory.read(data, length * kind);
  if (kind === 1) return bytes.toString('latin1');
  if (kind === 2) return bytes.toString('utf16le');
  const parts: string[] = [];
  for (let index = 0; index < length; index++) {
    const character = bytes.readUInt32LE(index * 4);
    if (character > 0x10ffff) throw new Inconsistent('str with a character beyond U+10FFFF', address);
    parts.push(String.fromCodePoint(character));
  }
  return parts.join('');
}

/** A high and a low surrogate side by side: one character beyond U+FFFF, as JavaScript has it, or two characters of a Python string. */
const pair = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The length in Python of a text in which such pairs are single characters. */
function lengthInPython(text: string): number {
  return text.length - (text.match(pair)?.length ?? 0);
}

/**
 * The characters of a str that is the name of something, or undefined if no code can name it: surrogates side by side, which are no name, would be taken
 * for one character that may be in a name.
 */
export function readName(target: Target, address: number): string | undefined {
  const text = readString(target, address);
  return target.memory.ssize(address + target.layout.PyASCIIObject.length) === lengthInPython(text) ? text : undefined;
}

/** Whether a str equals `text`, without building it when the lengths differ. Surrogates side by side in `text` are one character. */
export function stringEquals(target: Target, address: number, text: string): boolean {
  // A character beyond U+FFFF is one in Python and two in JavaScript, so only these lengths rule equality out at once.
  const length = target.memory.ssize(address + target.layout.PyASCIIObject.length);
  if (length > text.length || length * 2 < text.length) return false;
  return readString(target, address) === text && length === lengthInPython(text);
}

/** The content of a bytes object. */
export function readBytes(target: Target, address: number): Buffer {
  return target.memory.read(address + target.layout.PyBytesObject.ob_sval, itemCount(target, address, 'bytes'));
}

/** The content of a bytearray. */
export function readByteArray(target: Target, address: number): Buffer {
  const count = itemCount(target, address, 'bytearray');
  return count === 0 ? Buffer.alloc(0) : target.memory.read(target.memory.ptr(address + target.layout.PyByteArrayObject.ob_start), count);
}

function lowestBit(mask: number): number {
  return mask & -mask;
}
