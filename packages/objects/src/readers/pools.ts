// Where CPython's allocator of small objects keeps its pools (Objects/obmalloc.c of 3.11). The table `usedpools` is static, no symbol
// names it, but it is unlike anything else: an entry without a pool points to itself, 16 bytes before its pair of links, as
// if it were a pool; a pool names its size class and leads back.
import { readMappings } from '../symbols/maps';
import { attempt, type Target } from '../target';
import { readDict } from './dicts';
import { mainInterpreter } from './frames';
import { stringState } from './strings';

/** NB_SMALL_SIZE_CLASSES: multiples of 16 up to SMALL_REQUEST_THRESHOLD, 512. */
const CLASSES = 32;
const ALIGNMENT = 16;
/** POOL_SIZE with WITH_PYMALLOC_RADIX_TREE, which 64-bit builds have. */
const POOL_SIZE = 16384;
/** struct pool_header. */
const POOL = { sizeof: 48, count: 0, next: 16, previous: 24, sizeClass: 36 };
/** Pairs of nextpool and prevpool lie where a pool that begins here would have them. */
const LINKS = 16;
const PAIR = 16;
/** The program goes on while it is read: links may be half done, or done between two reads. */
const ATTEMPTS = 200;
/** Objects that must lie in pools as the table has them before it is believed. */
const WITNESSES = 8;

const pointerAt = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
const isPool = (address: number): boolean => address !== 0 && address % POOL_SIZE === 0;

/** Where there are pairs for all size classes that link to themselves or to what may be pools. Many bytes: 32-bit words, and no way through most of them. */
function placesLikeTables(bytes: Buffer, start: number): number[] {
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)));
  const places: number[] = [];
  const step = ALIGNMENT / 4;
  for (let at = 0, matches = 0; at + 3 < words.length; at += step) {
    const self = start + at * 4 - LINKS;
    matches = isLink(words, at, self) && isLink(words, at + 2, self) ? matches + 1 : 0;
    if (matches >= CLASSES) places.push(start + (at - (CLASSES - 1) * step) * 4);
  }
  return places;
}

function isLink(words: Uint32Array, at: number, self: number): boolean {
  const low = words[at]!;
  const high = words[at + 1]!;
  return (low === self >>> 0 && high === Math.floor(self / 2 ** 32)) || (low % POOL_SIZE === 0 && (low | high) !== 0);
}

/** Whether the pools of a size class, if there are any, are of that class and lead back to the table. */
function leadsBack({ memory }: Target, table: number, sizeClass: number): boolean {
  const place = table + sizeClass * PAIR;
  const self = place - LINKS;
  const links = memory.readFresh(place, PAIR);
  const [next, previous] = [pointerAt(links, 0), pointerAt(links, 8)];
  if (next === self && previous === self) return true;
  if (!isPool(next) || !isPool(previous)) return false;
  const [first, last] = [memory.readFresh(next, POOL.sizeof), memory.readFresh(previous, POOL.sizeof)];
  const isOf = (header: Buffer): boolean => header.readUInt32LE(POOL.sizeClass) === sizeClass && header.readUInt32LE(POOL.count) > 0;
  return isOf(first) && isOf(last) && pointerAt(first, POOL.previous) === self && pointerAt(last, POOL.next) === self;
}

/** Whether that holds for all size classes, at some moment each. */
function isTable(target: Target, table: number): boolean {
  for (let sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
    let attempts = 0;
    while (!attempt(() => leadsBack(target, table, sizeClass))) if (++attempts === ATTEMPTS) return false;
  }
  return true;
}

/**
 * Whether living objects lie in pools just where the allocator puts objects of their size. With the debug hooks of PYTHONMALLOC or -X dev
 * they begin 16 bytes later, and with another allocator they are elsewhere.
 */
function holdsObjects(target: Target, isStatic: (address: number) => boolean): boolean {
  const { memory, layout } = target;
  const modules = memory.ptr(mainInterpreter(target) + layout.PyInterpreterState.modules);
  let witnesses = 0;
  for (const { key } of readDict(target, modules)) {
    if (isStatic(key)) continue;
    const { kind, length, data, compact } = stringState(target, key);
    const sizeClass = Math.floor((data - key + (length + 1) * kind - 1) / ALIGNMENT);
    if (!compact || sizeClass >= CLASSES) continue;
    const pool = key - (key % POOL_SIZE);
    if (attempt(() => memory.u32(pool + POOL.sizeClass)) !== sizeClass || (key - pool - POOL.sizeof) % ((sizeClass + 1) * ALIGNMENT) !== 0) return false;
    witnesses++;
  }
  return witnesses >= WITNESSES;
}

/** Address of `usedpools`, or undefined: small objects of this process do not come from there, or it was not found. */
export function usedPools(target: Target): number | undefined {
  const { memory, symbols, version } = target;
  if (version.major !== 3 || version.minor !== 11 || version.debug) return undefined;
  const inside = symbols.find('PyLong_Type') ?? 0;
  const mappings = readMappings(memory.pid);
  const data = mappings.find(({ start, end, permissions }) => inside >= start && inside < end && permissions.startsWith('rw'));
  if (!data) return undefined;
  const isStatic = (address: number): boolean => mappings.some(({ start, end, path }) => address >= start && address < end && path === data.path);
  const bytes = memory.readFresh(data.start, data.end - data.start);
  const found = placesLikeTables(bytes, data.start);
  if (found.length !== 1 || !isTable(target, found[0]!)) return undefined;
  return attempt(() => holdsObjects(target, isStatic)) ? found[0] : undefined;
}
