// The front door: a running CPython process, with every reader as a method.
import { RemoteMemory } from './memory';
import { Inconsistent } from './errors';
import type { Layout } from './layouts/layout';
import * as callables from './readers/callables';
import * as code from './readers/code';
import { describe } from './readers/describe';
import * as dicts from './readers/dicts';
import * as frames from './readers/frames';
import * as instances from './readers/instances';
import * as numbers from './readers/numbers';
import { usedPools } from './readers/pools';
import * as sequences from './readers/sequences';
import * as strings from './readers/strings';
import * as types from './readers/types';
import { ElfSymbols } from './symbols/elf-symbols';
import { attempt, isExactly, typeName, typeOf, type Target } from './target';
import { checkLayout, layoutFor, readVersion, type PythonVersion } from './version';

/** Drops the first parameter: the target. */
type Bound<F> = F extends (target: Target, ...rest: infer R) => infer T ? (...rest: R) => T : never;
type BoundAll<M> = { readonly [K in keyof M]: Bound<M[K]> };

/** Every reader that becomes a method of PythonProcess, under its own name. */
const READERS = { ...numbers, ...strings, ...sequences, ...dicts, ...types, ...instances, ...callables, ...code, ...frames, usedPools, describe, typeOf, typeName, isExactly };

/** The readers as methods, without their first parameter. */
export type Readers = BoundAll<typeof READERS>;

/** Addresses of the objects that there is one of. */
export interface Singletons {
  readonly none: number;
  readonly true: number;
  readonly false: number;
  readonly notImplemented: number;
  readonly ellipsis: number;
}

/** The readers are put on the prototype below; this declares them. */
export interface PythonProcess extends Readers {}

/**
 * A running CPython process, read from outside. It is not stopped: what is read may change while it is read, so an address that
 * came from one read may be stale at the next. Readers then throw BadAddress or Inconsistent; `attempt` turns that into
 * undefined. Reads come from a cache until `forget()`.
 *
 * @example
 * const python = new PythonProcess(pid);
 * for (const thread of python.threads()) {
 *   for (const frame of python.stack(thread)) console.log(python.readCode(frame.code).qualname, frame.offset);
 * }
 */
export class PythonProcess implements Target {
  readonly memory: RemoteMemory;
  readonly symbols: ElfSymbols;
  readonly version: PythonVersion;
  readonly layout: Layout;
  #singletons: Singletons | undefined;

  /**
   * @throws ProcessGone, ProcessNotReadable, UnsupportedPython
   * @param pid a process that this one may trace
   */
  constructor(readonly pid: number) {
    this.memory = new RemoteMemory(pid);
    try {
      this.symbols = new ElfSymbols(this.memory);
      this.version = readVersion(this.memory, this.symbols);
      this.layout = layoutFor(this.version);
      checkLayout(this);
    } catch (error) {
      this.memory.close();
      throw error;
    }
  }

  /** Address of an exported variable, function or type of the interpreter, such as 'PyList_Type'; throws UnknownSymbol. */
  symbol(name: string): number {
    return this.symbols.symbol(name);
  }

  /** Addresses of None, True, False, NotImplemented and Ellipsis. */
  get singletons(): Singletons {
    return (this.#singletons ??= {
      none: this.symbol('_Py_NoneStruct'),
      true: this.symbol('_Py_TrueStruct'),
      false: this.symbol('_Py_FalseStruct'),
      notImplemented: this.symbol('_Py_NotImplementedStruct'),
      ellipsis: this.symbol('_Py_EllipsisObject'),
    });
  }

  /** PyInterpreterState of the main interpreter. */
  get interpreterState(): number {
    return frames.mainInterpreter(this);
  }

  /** The threads of the main interpreter (or another one), the newest first. */
  threads(interpreter: number = this.interpreterState): frames.ThreadInfo[] {
    return frames.readThreads(this, interpreter);
  }

  /** The frames of a thread, the innermost first. */
  stack(thread: frames.ThreadInfo | number, maxDepth?: number): frames.FrameInfo[] {
    return frames.readStack(this, typeof thread === 'number' ? thread : thread.address, maxDepth);
  }

  /** The dict sys.modules. */
  get modules(): number {
    return this.memory.ptr(this.interpreterState + this.layout.PyInterpreterState.modules);
  }

  /** The module of this name in sys.modules, or undefined. */
  findModule(name: string): number | undefined {
    return dicts.lookupDictString(this, this.modules, name)?.value;
  }

  /** The dict of the module of this name; throws Inconsistent if it is not imported. */
  globalsOf(name: string): number {
    const found = this.findModule(name);
    if (found === undefined) throw new Inconsistent(`no module ${name} in sys.modules`, this.modules);
    return callables.moduleDict(this, found);
  }

  /** Whether the object is an instance of the type that the symbol names, or of a subclass. */
  isInstance(object: number, symbol: string): boolean {
    return types.isSubtype(this, typeOf(this, object), this.symbol(symbol));
  }

  /** Runs a reader; undefined if what it met could not be read or made no sense. */
  attempt<T>(reader: () => T): T | undefined {
    return attempt(reader);
  }

  /** From now on everything is read anew. @param extent see `RemoteMemory.forget` */
  forget(extent?: 'pages' | 'glance'): void {
    this.memory.forget(extent);
  }

  /** Lets go of the process. */
  close(): void {
    this.memory.close();
  }
}

for (const [name, reader] of Object.entries(READERS)) {
  if (name in PythonProcess.prototype) throw new TypeError(`two readers are called ${name}`);
  const bound = reader as (target: Target, ...rest: unknown[]) => unknown;
  Object.defineProperty(PythonProcess.prototype, name, {
    value(this: PythonProcess, ...rest: unknown[]): unknown {
      return bound(this, ...rest);
    },
    writable: true,
    configurable: true,
  });
}
