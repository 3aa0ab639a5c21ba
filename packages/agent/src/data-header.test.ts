// DataHeader over an ordinary file; a memfd behaves the same.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataHeader } from './data-header';
import { ShortHeaderError } from './errors';
import { FLAGS, HEADER_SIZE, MODES, REQUEST_CAPACITY, REQUESTS, WIRE_MAGIC, WIRE_VERSION } from './wire';

let directory: string;
let fd: number;
let header: DataHeader;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'psyco-header-'));
  writeFileSync(join(directory, 'data'), Buffer.alloc(HEADER_SIZE));
  fd = openSync(join(directory, 'data'), 'r+');
  header = new DataHeader(fd);
});

afterEach(() => {
  closeSync(fd);
  rmSync(directory, { recursive: true });
});

function post(number: number, kind: number, argument: number): void {
  const offset = (number % REQUEST_CAPACITY) * 16;
  const entry = Buffer.alloc(16);
  entry.writeBigUInt64LE(BigInt(kind), 0);
  entry.writeBigUInt64LE(BigInt(argument), 8);
  writeSync(fd, entry, 0, 16, DataHeader.offsetOf('requests') + offset);
  header.set('requestsPosted', number + 1);
}

test('is ready when the magic and the version are there', () => {
  expect(header.ready()).toBe(false);
  header.set('magic', WIRE_MAGIC);
  expect([header.finished(), header.ready()]).toEqual([true, false]);
  header.set('wireVersion', WIRE_VERSION);
  expect(header.ready()).toBe(true);
});

test('words keep all their bits and their sign', () => {
  header.set('codeAddress', 0x7fff_1234_5678);
  expect(header.get('codeAddress')).toBe(0x7fff_1234_5678);
  header.set('coExtraIndex', -1);
  expect(header.get('coExtraIndex')).toBe(-1);
  header.set('requests', 7, 255);
  expect([header.get('requests', 254), header.get('requests', 255)]).toEqual([0, 7]);
  expect(() => header.get('requests', 256)).toThrow(RangeError);
});

test('names for numbers', () => {
  header.set('mode', MODES.full);
  header.set('flags', FLAGS.sync);
  header.refuse('unknownPython');
  expect([header.mode, header.sync, header.compilerState, header.get('refusal'), header.agentFailure]).toEqual(['full', true, 'refused', 3, 'none']);
});

test('requests come oldest first and once, around the end of the ring', () => {
  for (let number = 0; number < REQUEST_CAPACITY + 2; number++) {
    post(number, REQUESTS.text.code, 1000 + number);
    if (number < REQUEST_CAPACITY) for (const request of header.pendingRequests()) header.requestIsHandled(request);
  }
  expect(header.pendingRequests()).toEqual([
    { number: REQUEST_CAPACITY, name: 'text', argument: 1000 + REQUEST_CAPACITY },
    { number: REQUEST_CAPACITY + 1, name: 'text', argument: 1001 + REQUEST_CAPACITY },
  ]);
  header.set('requestsPosted', 1e9);
  expect(header.pendingRequests().length).toBeLessThanOrEqual(REQUEST_CAPACITY);
});

test('a file that is too short is named', () => {
  writeFileSync(join(directory, 'short'), 'PSYCODAT');
  const short = openSync(join(directory, 'short'), 'r');
  expect(() => new DataHeader(short).get('pid')).toThrow(ShortHeaderError);
  closeSync(short);
});
