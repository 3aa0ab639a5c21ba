// Gives back what unbind() frees: units that cannot be entered any more lose the objects that they embed, and their room in the code
// region is used again. A thread may still be inside such a unit, so this waits until that can be ruled out: the process has one
// thread, which waits for the compiler (inside the call of unbind(), say), and no return address on its stack is in the unit.
import { readdirSync, readFileSync } from 'node:fs';
import { readMappings } from '@psyco/objects';
import { Allowance, commit } from '@psyco/runtime-x86';
import type { Place } from './boot';
import type { Functions, FunctionState } from './functions';
import type { Installer } from './installer';
import type { CompiledUnit } from './unit';

/** Looks at a thread that does not sleep before the units are left for another time. */
const MOST_LOOKS = 200;

/** How far it got: all there is, not now, or ask again. */
export type Progress = { readonly released: number; readonly kept: number } | 'wait';

export class Releaser {
  /** Unlinked, not yet given back. */
  readonly #pending = new Set<CompiledUnit>();
  #looks = 0;
  #released = 0;

  constructor(private readonly place: Place, private readonly installer: Installer, private readonly functions: Functions) {}

  /** Makes sure that nothing enters the units of a function any more, except native units that other compiled code calls. */
  unlink(state: FunctionState): void {
    for (const unit of this.installer.unlink(state)) this.#pending.add(unit);
  }

  /** Gives back what can be given back. Call again while the answer is 'wait'; the program's only thread must be waiting meanwhile. */
  free(mayReuseCode: boolean): Progress {
    const { committer } = this.installer.options;
    if (committer.busy) return 'wait';
    if (this.#pending.size === 0) return this.#finish();
    const stack = this.#readStack();
    if (stack === 'running' && ++this.#looks < MOST_LOOKS) return 'wait';
    if (typeof stack === 'string') return this.#finish();
    const { watcher } = this.installer.options;
    // What runs now, replaced versions included, may go on to call other units.
    const running = [...watcher.units].filter((unit) => pointsInto(stack, unit));
    for (const unit of this.installer.unlinkUncalled([...this.installer.framed(this.functions), ...running])) this.#pending.add(unit);
    // The reclaimer may have been first.
    const present = new Set(watcher.units);
    for (const unit of this.#pending) if (!present.has(unit)) this.#pending.delete(unit);
    // An exit on its way goes on with its tables.
    const { exitCommon, armThread } = this.place.runtime.entries;
    const exiting = stack.some((word) => word >= BigInt(exitCommon) && word < BigInt(armThread));
    const idle = [...this.#pending].filter((unit) => !running.includes(unit));
    if (idle.length === 0) return this.#finish();
    committer.post(idle.flatMap(({ pins }) => [...new Set(pins)].map(commit.decref)), () => undefined);
    for (const unit of idle) {
      this.#pending.delete(unit);
      watcher.forget(unit);
      if (mayReuseCode) this.#giveBack(unit, exiting);
    }
    this.#released += idle.length;
    return 'wait';
  }

  #giveBack(unit: CompiledUnit, exiting: boolean): void {
    const { code, data, exits } = this.place;
    code.release(unit.start, unit.codeBytes);
    if (exiting) return;
    exits.release(unit.exitBase, unit.sites.length);
    if (unit.recipes.size > 0) data.release(unit.recipes.address, unit.recipes.size);
    if (unit.allowance !== 0) data.release(unit.allowance, Allowance.size);
  }

  #finish(): Progress {
    const released = this.#released;
    this.#released = this.#looks = 0;
    return { released, kept: this.#pending.size };
  }

  /** The stack of the only thread, from its stack pointer up. */
  #readStack(): BigUint64Array | 'running' | 'unknown' {
    const { python } = this.place;
    try {
      const [thread, ...others] = readdirSync(`/proc/${python.pid}/task`);
      if (others.length > 0 || thread === undefined) return 'unknown';
      // proc(5): number and six arguments of the system call, stack pointer, program counter; or "running".
      const fields = readFileSync(`/proc/${python.pid}/task/${thread}/syscall`, 'latin1').trim().split(' ');
      const pointer = Number(fields.at(-2));
      if (fields.length < 3 || !(pointer > 0)) return 'running';
      const mappings = readMappings(python.pid);
      // Greenlets keep parts of stacks elsewhere.
      if (mappings.some(({ path }) => path.includes('greenlet'))) return 'unknown';
      const mapping = mappings.find(({ start, end }) => pointer >= start && pointer < end);
      if (mapping === undefined) return 'running';
      const bytes = Uint8Array.from(python.memory.readFresh(pointer, mapping.end - pointer));
      return new BigUint64Array(bytes.buffer, 0, bytes.length >> 3);
    } catch {
      return 'unknown';
    }
  }
}

/** Whether a word on the stack may be a return address in the unit. */
function pointsInto(stack: BigUint64Array, { entry, codeBytes }: CompiledUnit): boolean {
  const from = BigInt(entry);
  const to = BigInt(entry + codeBytes);
  return stack.some((word) => word >= from && word <= to);
}
