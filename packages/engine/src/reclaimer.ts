// Gives the memory of code back that is not needed any more: units that were replaced or taken out, and units that have not run for some time, as
// those of functions that the program has dropped: sooner when there is much compiled code or a region is full. The objects that a unit embeds are
// released with it, so that such functions can die.
//
// Nobody comes to a unit once no entry and no link leads there; who was in it then has its address on the machine stack. A commit program, at a
// safe point, collects the addresses on the stack. That is certain for programs of one thread, which is on the main stack (a child forked in another thread is
// not), without forks (children share the code region) and without stacks that are moved about (greenlets); in others nothing is given back. An exit runs from the tables of its
// unit, which a guard leaves without an address on the stack: while one is under way (it makes objects, so that a collection of garbage may
// run Python code) nothing is given back either, not even objects: the exit may be about to take references to them.
import { readMappings } from '@psyco/objects';
import type { PythonProcess } from '@psyco/objects';
import { commit } from '@psyco/runtime-x86';
import type { CommitStep } from '@psyco/runtime-x86';
import type { Committer } from './committer';
import type { ExitWatcher } from './exit-watcher';
import type { Functions, FunctionState, UnitSlot } from './functions';
import type { Installer } from './installer';
import { releaseUnit } from './regions';
import type { RecordTable, Region } from './regions';
import type { Statistics } from './stats';
import type { CompiledUnit } from './unit';
import { readWaitingStacks } from './waiting-threads';

/** A number of its own for one tool: `npm run leaks -- --suite` counts what is left after each run of a test, and code must not hold it longer. Nothing else reads it. */
const forTest = Number(process.env.PSYCO_TEST_COLD ?? 0);

const LOOK_EVERY = forTest / 2 || 1000;
/** Bytes of code, or exits, of units that are out of use, from which on it is worth the effort. */
const LEAST_BYTES = 128 * 1024;
const LEAST_EXITS = 4096;
/** Of a small region that is less: this share of it. */
const LEAST_SHARE = 1 / 16;
/** Looks in a row that may find nothing before a full region is let be. */
const MOST_VAIN_LOOKS = 20;
/** Milliseconds between such looks. */
const QUICK_LOOK = 50;
/** Units in place from which on those that are not used are taken out, and after how many milliseconds. */
const MANY_UNITS = 300;
const COLD_AFTER = 5000;
/**
 * Milliseconds of the program's own processor time after which a unit that was not used is taken out however few there are: what it embeds cannot die.
 * Not of the clock on the wall: a program that waits for its next request keeps its code.
 */
const COLD_AFTER_WORK = forTest || 30_000;
/** Milliseconds for which units out of use may hold objects: these die at some safe point, where nobody expects it, so not often. */
const GARBAGE_AFTER = forTest || 30_000;
/** Room for addresses found on the stack. */
const CAPACITY = 2048;
/** Objects released in one commit program. */
const MOST_RELEASES = 2000;
/** Libraries that keep parts of the machine stack elsewhere. */
const STACK_SWITCHERS = /greenlet|continulet|stackless/;

/** Looks at threads of which one computes, before it is left. */
const MOST_LOOKS = 200;

/** How far a wish to give back at once has got: all that can be, or ask again. `kept` units may still be run. */
export type Progress = { readonly released: number; readonly kept: number } | 'wait';

export interface ReclaimerParts {
  readonly python: PythonProcess;
  readonly code: Region;
  readonly data: Region;
  readonly exits: RecordTable;
  readonly committer: Committer;
  readonly installer: Installer;
  readonly watcher: ExitWatcher;
  readonly functions: Functions;
  readonly statistics: Statistics;
  /** Milliseconds of processor time that the program has used. */
  readonly worked: () => number;
  /** Address of the header's count of forks. */
  readonly forks: number;
  /** Address of the runtime's count of exits that still need the tables of their unit. */
  readonly exitsUnderWay: number;
  /** Milliseconds at least between two times that a full region is cleared. */
  readonly clearEvery: number;
  /** Called when units have been given back. */
  readonly roomMade: () => void;
}

/** Units that may still be reached: the ones in use, those found on the stack, and the native units that they call. */
export function reachable(roots: Iterable<CompiledUnit>, calleeOf: (key: string) => CompiledUnit | null): Set<CompiledUnit> {
  const found = new Set<CompiledUnit>(roots);
  // The set grows while it is walked.
  for (const unit of found) {
    for (const key of unit.calls) {
      const callee = calleeOf(key);
      if (callee !== null) found.add(callee);
    }
  }
  return found;
}

export class Reclaimer {
  #last: number;
  #buffer = 0;
  #hits = new Map<CompiledUnit, number>();
  /** Units given back since `giveBack` was first asked, and how many it was when it last looked. */
  #given = 0;
  #givenAtLook = -1;
  /** Looks that are left to make room in a full region. */
  #looks = 0;
  #cleared = -Infinity;
  #full = false;
  /** When a unit's use was last noticed, in the program's processor time. */
  readonly #worked = new WeakMap<UnitSlot, { readonly use: number; readonly at: number }>();
  /** Since when units out of use have been holding objects. */
  #garbageSince = Infinity;
  readonly #leastBytes: number;
  readonly #leastExits: number;

  /** Looks at the threads of a program that ends. */
  #looksAtThreads = 0;

  constructor(private readonly parts: ReclaimerParts, now: number) {
    this.#last = now;
    this.#leastBytes = Math.min(LEAST_BYTES, parts.code.size * LEAST_SHARE);
    this.#leastExits = Math.min(LEAST_EXITS, parts.exits.capacity * LEAST_SHARE);
  }

  /** Code or exits have no room: the half of the units that has not run for longest goes, as soon as nobody is in it. */
  makeRoom(): void {
    this.#full = true;
  }

  /** Looks now and then, while no commit is on its way. */
  update(now: number): void {
    if (this.#full && now - this.#cleared >= this.parts.clearEvery) {
      this.#full = false;
      this.#cleared = now;
      this.#looks = MOST_VAIN_LOOKS;
      this.#noteUse(now);
      this.#retireHalf();
      // There is all the room that can be: what does not fit now will be given up, and others may.
      if (this.#inUse().length === 0 && this.#garbage([]).length === 0) this.parts.roomMade();
    }
    if (now - this.#last < (this.#looks > 0 ? QUICK_LOOK : LOOK_EVERY)) return;
    this.#last = now;
    this.#noteUse(now);
    if (this.#looks > 0) {
      this.#looks--;
      return this.#collect(false);
    }
    this.#retireCold(now, this.#inUse().length > MANY_UNITS);
    const garbage = this.#garbage([]);
    this.#garbageSince = garbage.length === 0 ? Infinity : Math.min(this.#garbageSince, now);
    const bytes = garbage.reduce((sum, { codeBytes }) => sum + codeBytes, 0);
    const exits = garbage.reduce((sum, { sites }) => sum + sites.length, 0);
    if (bytes < this.#leastBytes && exits < this.#leastExits && now - this.#garbageSince < GARBAGE_AFTER) return;
    this.#garbageSince = Infinity;
    this.#collect(false);
  }

  /** Gives back at once what is out of use, as far as that can be. Call again while the answer is 'wait'; the program must run on meanwhile. */
  giveBack(): Progress {
    if (this.parts.committer.busy) return 'wait';
    if (this.#givenAtLook < 0) this.#given = 0;
    // Again after each success: units that go release others.
    if (this.#given !== this.#givenAtLook && this.#garbage([]).length > 0) {
      this.#givenAtLook = this.#given;
      this.#collect(true);
      if (this.parts.committer.busy) return 'wait';
    }
    this.#givenAtLook = -1;
    return { released: this.#given, kept: this.#garbage([]).length };
  }

  /**
   * The same when the program ends, for objects only, whatever threads there are: each must be seen to wait in the kernel. As nothing
   * leads to the units any more, a thread that is in none, and in no exit, cannot get there later.
   */
  giveBackAtEnd(): Progress {
    const { python, code, data, committer, exitsUnderWay } = this.parts;
    const progress = this.giveBack();
    if (progress === 'wait' || progress.kept === 0 || this.#looksAtThreads >= MOST_LOOKS) return progress;
    const before = this.#given;
    const garbage = this.#garbage([]);
    const addresses = readMappings(python.pid).some(({ path }) => STACK_SWITCHERS.test(path)) ? 'unknown' : readWaitingStacks(python, code.address, code.address + code.size);
    if (addresses === 'unknown') return progress;
    this.#looksAtThreads++;
    // After the look: who left a unit meanwhile is counted as long as the exit needs what the unit holds.
    if (addresses === 'running' || data.readWord(exitsUnderWay) !== 0) return 'wait';
    this.#free(garbage, addresses, false);
    return committer.busy || this.#given !== before ? 'wait' : progress;
  }

  #inUse(): CompiledUnit[] {
    return [...this.parts.functions].flatMap(({ slots }) => slots.flatMap(({ current }) => current ?? []));
  }

  #garbage(onStack: readonly CompiledUnit[]): CompiledUnit[] {
    const { installer, watcher } = this.parts;
    const kept = reachable([...this.#inUse(), ...onStack], (key) => installer.natives.current(key));
    return watcher.units.filter((unit) => !kept.has(unit));
  }

  /** Entries through the hook count as use, besides what samples see. */
  #noteUse(now: number): void {
    const { functions, installer } = this.parts;
    for (const state of functions) {
      const unit = state.entry.current;
      const record = unit === null ? undefined : installer.records.get(state.code);
      if (unit === null || record === undefined) continue;
      const hits = installer.records.hits(record);
      if (this.#hits.get(unit) !== hits) state.lastUse = now;
      this.#hits.set(unit, hits);
    }
  }

  /** @param many whether there are so many units that those that rest are in the way */
  #retireCold(now: number, many: boolean): void {
    const { functions, installer } = this.parts;
    const worked = forTest ? now : this.parts.worked();
    const resting: [FunctionState, UnitSlot][] = [];
    for (const state of functions) {
      for (const slot of state.slots) {
        if (slot.current === null) continue;
        const use = Math.max(state.lastUse, slot.armed);
        const known = this.#worked.get(slot);
        if (known?.use !== use) this.#worked.set(slot, { use, at: worked });
        if ((many && now - use >= COLD_AFTER) || worked - (known?.use === use ? known.at : worked) >= COLD_AFTER_WORK) resting.push([state, slot]);
      }
    }
    // Where nothing can be given back they may as well stay.
    if (resting.length === 0 || (!many && this.#conditions() === null)) return;
    for (const [state, slot] of resting) {
      installer.retire(state, slot, 'not used');
      slot.retired = false;
    }
  }

  #retireHalf(): void {
    const { functions, installer } = this.parts;
    const used = [...functions].flatMap((state) => state.slots.filter(({ current }) => current !== null).map((slot) => ({ state, slot, at: Math.max(state.lastUse, slot.armed) })));
    used.sort((one, other) => one.at - other.at);
    for (const { state, slot } of used.slice(0, Math.ceil(used.length / 2))) {
      installer.retire(state, slot, 'no room');
      slot.retired = false;
    }
  }

  /** What must hold at the safe point, or null if it does not now. */
  #conditions(): { steps: CommitStep[]; stack: { readonly start: number; readonly end: number } } | null {
    const { python } = this.parts;
    const { PyThreadState: thread, PyInterpreterState: interpreter } = python.layout;
    const threads = python.attempt(() => python.threads()) ?? [];
    const [only] = threads;
    if (threads.length !== 1 || only === undefined || only.nativeId !== python.pid) return null;
    const mappings = readMappings(python.pid);
    const stack = mappings.find(({ path }) => path === '[stack]');
    if (stack === undefined || mappings.some(({ path }) => STACK_SWITCHERS.test(path)) || !this.#isOn(stack, only.address)) return null;
    const steps = [
      commit.check64(python.interpreterState + interpreter.threads_head, only.address),
      commit.check64(only.address + thread.next, 0),
      commit.check64(only.address + thread.native_thread_id, python.pid),
    ];
    return { steps, stack };
  }

  /** Whether the thread runs on this stack. A child that was forked in another thread than the main one goes on on the stack of that thread, and has no other. */
  #isOn({ start, end }: { readonly start: number; readonly end: number }, thread: number): boolean {
    const { python } = this.parts;
    const { cframe, root_cframe } = python.layout.PyThreadState;
    // The innermost _PyEval_EvalFrameDefault has it in its C frame (3.11, Python/ceval.c); without one it is part of the thread state, and nobody is anywhere.
    const inStack = python.attempt(() => python.memory.ptrFresh(thread + cframe!));
    return inStack !== undefined && ((inStack >= start && inStack < end) || inStack === thread + root_cframe!);
  }

  /** @param anyway whether embedded objects are released even if the room cannot be used again, because forked children use it */
  #collect(anyway: boolean): void {
    const { committer, data, forks, statistics, exitsUnderWay } = this.parts;
    const conditions = this.#conditions();
    if (conditions === null) return;
    const alone = data.readWord(forks) === 0;
    if (!alone && !anyway) return;
    // As of now: what is taken out from here on may be entered after the look at the stack.
    const garbage = this.#garbage([]);
    this.#buffer ||= data.allocate(8 * (CAPACITY + 1), 8);
    const checks = [...(alone ? [commit.check64(forks, 0)] : []), commit.check64(exitsUnderWay, 0)];
    committer.post([...conditions.steps, ...checks, commit.collectStack(this.#buffer, CAPACITY, conditions.stack.start, conditions.stack.end)], ({ applied }) => {
      if (!applied) return;
      const count = data.readWord(this.#buffer);
      if (count > CAPACITY) return;
      const bytes = data.read(this.#buffer + 8, 8 * count);
      this.#free(garbage, Array.from({ length: count }, (_, index) => Number(bytes.readBigUInt64LE(8 * index))), alone);
      statistics.events.add('looks for units out of use');
    });
  }

  /**
   * @param candidates units that nothing led to before the stack was looked at
   * @param addresses what was on the stack when no exit was under way
   * @param room whether the room can be used again: no other process uses it, and the program goes on
   */
  #free(candidates: readonly CompiledUnit[], addresses: readonly number[], room: boolean): void {
    const { watcher, committer } = this.parts;
    const isOnStack = ({ start, codeBytes }: CompiledUnit): boolean => addresses.some((address) => address >= start && address <= start + codeBytes);
    const garbage: CompiledUnit[] = [];
    const unreachable = new Set(this.#garbage(watcher.units.filter(isOnStack)));
    let pins = 0;
    for (const unit of candidates) {
      if (!unreachable.has(unit)) continue;
      if ((pins += unit.pins.length) > MOST_RELEASES) break;
      garbage.push(unit);
    }
    if (garbage.length === 0) return;
    this.#forget(garbage, room);
    committer.post(this.#pinsOf(garbage).map((pin) => commit.decref(pin)), ({ applied }) => {
      if (!applied) return;
      this.#given += garbage.length;
      if (room) this.#release(garbage);
    });
  }

  /** Each commit took one reference for all of its units; which units came together is not known any more, so each counts for itself. */
  #pinsOf(units: readonly CompiledUnit[]): number[] {
    return units.flatMap(({ pins }) => [...new Set(pins)]);
  }

  #forget(units: readonly CompiledUnit[], room: boolean): void {
    const { installer, watcher, statistics } = this.parts;
    for (const unit of units) {
      watcher.forget(unit);
      this.#hits.delete(unit);
      if (unit.kind !== 'native' || !installer.natives.isCurrent(unit)) continue;
      installer.natives.remove(unit.key, room);
      installer.nativeSlots.delete(unit.key);
      statistics.unit(unit).state = 'retired';
    }
  }

  #release(units: readonly CompiledUnit[]): void {
    const { code, data, exits, statistics } = this.parts;
    for (const unit of units) {
      releaseUnit(unit, code, data, exits);
      statistics.events.add('units given back');
    }
    // Rather where code was than where none was yet: the pages are there.
    code.advance(this.#leastBytes);
    exits.advance(this.#leastExits);
    this.#looks = 0;
    this.parts.roomMade();
  }
}
