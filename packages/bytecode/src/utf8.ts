// Text as marshal writes it: UTF-8 in which lone surrogates are allowed (Python's `surrogatepass`).
// May know: nothing else.
import { MarshalError } from './errors';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8; three-byte encodings of lone surrogates become lone surrogates. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithSurrogates(bytes);
  }
}

function decodeWithSurrogates(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  for (let at = 0; at + 2 < bytes.length; at++) {
    // ED A0..BF xx is where U+D800 to U+DFFF would be. ED never occurs inside another character.
    if (bytes[at] !== 0xed || bytes[at + 1] < 0xa0) continue;
    text += strictPart(bytes, from, at) + String.fromCharCode(0xd000 | ((bytes[at + 1] & 63) << 6) | (bytes[at + 2] & 63));
    from = at + 3;
    at += 2;
  }
  return text + strictPart(bytes, from, bytes.length);
}

function strictPart(bytes: Uint8Array, from: number, to: number): string {
  try {
    return strict.decode(bytes.subarray(from, to));
  } catch {
    throw new MarshalError('A string is not UTF-8. The bytes are damaged or not marshal data.');
  }
}
