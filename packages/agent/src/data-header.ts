// Reads and writes the header of a data region through its file (the memfd), with the types of the wire table.
// The file and the mapping in the Python process are the same pages, so this works while the process runs and after it died.
import { readSync, writeSync } from 'node:fs';
import { ShortHeaderError } from './errors';
import {
  AGENT_FAILURES, COMPILER_STATES, FLAGS, HEADER_FIELDS, MODES, REFUSALS, REQUEST_CAPACITY, REQUEST_ENTRY_SIZE, REQUESTS, WIRE_MAGIC, WIRE_VERSION,
} from './wire';
import type { AgentFailureName, CompilerState, FieldName, Mode, RefusalName, RequestName, WireField } from './wire';

/** One thing that the program asked for through `import psyco`. */
export interface Request {
  /** How many requests came before it. */
  readonly number: number;
  readonly name: RequestName;
  readonly argument: number;
}

const FIELDS = new Map<string, WireField>(HEADER_FIELDS.map((field) => [field.name, field]));
const MODE_NAMES = new Map<number, Mode>(Object.entries(MODES).map(([name, value]) => [value, name as Mode]));
const STATE_NAMES = new Map<number, CompilerState>(Object.entries(COMPILER_STATES).map(([name, value]) => [value, name as CompilerState]));
const FAILURE_NAMES = new Map<number, AgentFailureName>(Object.entries(AGENT_FAILURES).map(([name, { code }]) => [code, name as AgentFailureName]));
const REQUEST_NAMES = new Map<number, RequestName>(Object.entries(REQUESTS).map(([name, { code }]) => [code, name as RequestName]));
const REQUESTS_OFFSET = FIELDS.get('requests')!.offset;

/**
 * The header of a data region.
 *
 * @example
 * const header = new DataHeader(openSync('/proc/4242/fd/1001', 'r+'));
 * if (header.ready()) console.log(header.get('codeAddress').toString(16));
 */
export class DataHeader {
  readonly fd: number;
  readonly #word = Buffer.alloc(8);

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Byte offset of a field in the data region; add `dataAddress` for its address in the Python process. */
  static offsetOf(name: FieldName, index = 0): number {
    const field = FIELDS.get(name)!;
    if (index < 0 || index >= (field.count ?? 1)) throw new RangeError(`field ${name} has no word ${index}`);
    return field.offset + 8 * index;
  }

  /** True when the agent has finished the header and speaks this wire version. */
  ready(): boolean {
    return this.finished() && this.get('wireVersion') === WIRE_VERSION;
  }

  /** True when the agent has finished the header, whatever version it speaks. */
  finished(): boolean {
    return this.getBig('magic') === WIRE_MAGIC;
  }

  /** One word as a number: exact for every user-space address (below 2^53). @throws {ShortHeaderError} */
  get(name: FieldName, index = 0): number {
    return Number(this.getBig(name, index));
  }

  /** One word as a bigint. @throws {ShortHeaderError} */
  getBig(name: FieldName, index = 0): bigint {
    const offset = DataHeader.offsetOf(name, index);
    const count = readSync(this.fd, this.#word, 0, 8, offset);
    if (count !== 8) throw new ShortHeaderError(name, count);
    return FIELDS.get(name)!.type === 'i64' ? this.#word.readBigInt64LE(0) : this.#word.readBigUInt64LE(0);
  }

  /** Stores one word with one aligned 8-byte write. */
  set(name: FieldName, value: number | bigint, index = 0): void {
    this.#word.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), 0);
    writeSync(this.fd, this.#word, 0, 8, DataHeader.offsetOf(name, index));
  }

  get mode(): Mode {
    return MODE_NAMES.get(this.get('mode')) ?? 'off';
  }

  get sync(): boolean {
    return (this.get('flags') & FLAGS.sync) !== 0;
  }

  /** Why the agent made no regions, or 'none'. */
  get agentFailure(): AgentFailureName {
    return FAILURE_NAMES.get(this.get('agentFailure')) ?? 'unexpected';
  }

  get compilerState(): CompilerState {
    return STATE_NAMES.get(this.get('compilerState')) ?? 'absent';
  }

  set compilerState(state: CompilerState) {
    this.set('compilerState', COMPILER_STATES[state]);
  }

  /** Says why no compiler serves this region. */
  refuse(reason: RefusalName): void {
    this.set('refusal', REFUSALS[reason].code);
    this.compilerState = 'refused';
  }

  /** Whether there are any: one look, for those who wait. */
  get hasPendingRequests(): boolean {
    return this.get('requestsHandled') < this.get('requestsPosted');
  }

  /** The requests posted since the last one handled, oldest first. They stay pending until `requestIsHandled`. */
  pendingRequests(): Request[] {
    const handled = this.get('requestsHandled');
    const posted = this.get('requestsPosted');
    const requests: Request[] = [];
    // The agent never runs further ahead than the ring is long; the bound holds whatever is in a broken header.
    for (let number = handled; number < posted && number < handled + REQUEST_CAPACITY; number++) {
      const entry = Buffer.alloc(REQUEST_ENTRY_SIZE);
      const count = readSync(this.fd, entry, 0, entry.length, REQUESTS_OFFSET + REQUEST_ENTRY_SIZE * (number % REQUEST_CAPACITY));
      if (count !== entry.length) throw new ShortHeaderError('requests', count);
      const name = REQUEST_NAMES.get(Number(entry.readBigUInt64LE(0)));
      if (name !== undefined) requests.push({ number, name, argument: Number(entry.readBigUInt64LE(8)) });
    }
    return requests;
  }

  /** Frees the ring entries up to and including this request; in sync mode the program waits for this. */
  requestIsHandled(request: Request): void {
    this.set('requestsHandled', request.number + 1);
  }

  /** All single-word fields by name, for dumps. */
  snapshot(): Record<string, bigint> {
    return Object.fromEntries(HEADER_FIELDS.filter(({ type }) => type !== 'words').map(({ name }) => [name, this.getBig(name)]));
  }
}
