// What the specializer asks about one code object, computed once: instructions by offset, merge points, loops, liveness.
// Code objects do not change (but for what the interpreter writes over instructions, see `refresh`). Knows bytecode; reads no memory.
import {
  assignedLocals, BytecodeError, codeFlags, controlFlow, decode, decodeExceptionTable, decodeLocationTable, executedInstructions, findLoops, indexOf, instructionAt, lineOf, liveness,
  slotKinds, stackDepths,
} from '@psyco/bytecode';
import type { CodeObject, ControlFlowGraph, Evidence, Instruction, Liveness, LocationEntry, StackDepths } from '@psyco/bytecode';
import type { CodeFacts } from './world';

/** A loop, by the offset that its back edges jump to. */
export interface LoopFacts {
  readonly header: number;
  /** Offset of the last instruction that jumps back to the header. */
  readonly last: number;
  /** Localsplus slots whose variable is stored or deleted inside. */
  readonly assigned: ReadonlySet<number>;
  readonly hasPythonCalls: boolean;
}

/** `CodeFacts`, and what the engine itself wants to know. */
export interface EngineCodeFacts extends CodeFacts {
  readonly qualname: string;
  readonly filename: string;
  readonly firstLine: number;
  /** All loops, outer ones first where they begin at different offsets. */
  readonly loops: readonly LoopFacts[];
  /** The loops around an instruction, innermost first. */
  loopsAround(offset: number): LoopFacts[];
  /** How many entries the stack holds before the instruction; -1 if it is not reachable. */
  stackDepth(offset: number): number;
  /** Source line, as a traceback would show it. */
  lineAt(offset: number): number;
  /** Offset of one of its RETURN_VALUE instructions; -1 if it has none. */
  readonly returnOffset: number;
}

/** Code that is neither a function's nor a comprehension's keeps its variables in a dict. */
function refusalOf(code: CodeObject): string | null {
  if (code.flags & (codeFlags.COROUTINE | codeFlags.ASYNC_GENERATOR | codeFlags.ITERABLE_COROUTINE)) return 'async';
  if (code.flags & codeFlags.GENERATOR) return 'generator';
  if (!(code.flags & codeFlags.OPTIMIZED)) return 'module-code';
  return null;
}

function findLoopFacts(code: CodeObject, instructions: readonly Instruction[]): LoopFacts[] {
  const graph = controlFlow(instructions, decodeExceptionTable(code.exceptionTable));
  const natural = new Map(findLoops(graph).map((loop) => [loop.header, loop]));
  const lasts = new Map<number, number>();
  for (const { info, jumpTarget, offset } of instructions) {
    if (info.argument === 'jumpBackward') lasts.set(jumpTarget!, Math.max(offset, lasts.get(jumpTarget!) ?? 0));
  }
  return [...lasts].sort(([a], [b]) => a - b).map(([header, last]) => {
    // The natural loop knows what lies behind the last back edge (`continue` in a while loop tests at the top and at the
    // bottom); the range of offsets knows what is reached through exception handlers.
    const loop = natural.get(header);
    const assigned = loop === undefined ? new Set<number>() : assignedLocals(graph, loop);
    let hasPythonCalls = false;
    for (const instruction of instructions) {
      if (instruction.start < header || instruction.offset > last) continue;
      if (instruction.info.assigns) assigned.add(indexOf(instruction));
      if (instruction.opcode === 'CALL' || instruction.opcode === 'CALL_FUNCTION_EX') hasPythonCalls = true;
    }
    return { header, last, assigned, hasPythonCalls };
  });
}

function findMergePoints(instructions: readonly Instruction[]): Set<number> {
  const waysIn = new Map<number, number>([[0, 1]]);
  const reach = (offset: number): void => void waysIn.set(offset, (waysIn.get(offset) ?? 0) + 1);
  for (const { info, next, jumpTarget } of instructions) {
    if (info.flow === 'next' || info.flow === 'branch') reach(next);
    if (jumpTarget !== undefined) reach(jumpTarget);
  }
  return new Set([...waysIn].filter(([, count]) => count > 1).map(([offset]) => offset));
}

/** The slot in which `super()` finds the cell of the class, or -1: Python's compiler gives `__class__` to functions that may call it. */
export function classCellSlot({ localsPlusNames, localsPlusKinds }: CodeObject): number {
  const slot = localsPlusNames.indexOf('__class__');
  return slot >= 0 && localsPlusKinds[slot]! & slotKinds.FREE ? slot : -1;
}

/** `super()` looks for the class and the first argument in the slots of its caller (3.11 Objects/typeobject.c, super_init_without_args). */
function slotsOfSuper(code: CodeObject): number[] {
  const cell = classCellSlot(code);
  return cell < 0 ? [] : [0, cell];
}

/**
 * Functions that use these names may look at all of their variables: none is dead. The last ones are functions of libraries that find variables
 * of their caller by name: `frame.query('price > @least')`, `numexpr.evaluate('a + b')`, `duckdb.sql('select * from table')`.
 */
const showLocals = new Set(['locals', 'vars', 'dir', 'eval', 'exec', '_getframe', 'currentframe', 'f_locals', 'set_trace', 'breakpoint', 'query', 'evaluate', 'sql']);

/** Addresses that belong to a code object. */
export interface CodeAddresses {
  readonly code: number;
  readonly constants: readonly number[];
  readonly names: readonly number[];
}

/** One code object, analysed. */
export class AnalysedCode implements EngineCodeFacts {
  readonly address: number;
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly firstLine: number;
  readonly localCount: number;
  readonly constants: readonly number[];
  readonly nameAddresses: readonly number[];
  readonly loops: readonly LoopFacts[];
  readonly refusal: string | null;
  readonly isGenerator: boolean;
  readonly returnOffset: number;
  #instructions: readonly Instruction[];
  #bytes: Uint8Array;
  readonly #live: Liveness;
  #showsLocals: boolean;
  /** Slots that are read by no instruction of the code. */
  readonly #readBySuper: readonly number[];
  readonly #headers: ReadonlyMap<number, LoopFacts>;
  readonly #merges: ReadonlySet<number>;
  readonly #graph: ControlFlowGraph;
  #depths: StackDepths | undefined;
  /** By index of the instruction, for the instructions as they were at the last look. */
  #evidence: { of: readonly Instruction[]; ran: readonly Evidence[] } | undefined;
  /** What had not run at the first look. */
  #never: readonly boolean[] | undefined;
  #lines: LocationEntry[] | undefined;

  /** @param keepsVariables no variable is dead: whoever looks at a frame finds them all */
  constructor(readonly code: CodeObject, addresses: CodeAddresses, keepsVariables = false) {
    this.address = addresses.code;
    this.constants = addresses.constants;
    this.nameAddresses = addresses.names;
    this.name = code.name;
    this.#showsLocals = keepsVariables || code.names.some((name) => showLocals.has(name));
    this.#readBySuper = slotsOfSuper(code);
    this.qualname = code.qualname;
    this.filename = code.filename;
    this.firstLine = code.firstLine;
    this.localCount = code.localsPlusNames.length;
    this.#bytes = code.code;
    this.#instructions = decode(code.version, code.code);
    this.#graph = controlFlow(this.#instructions, decodeExceptionTable(code.exceptionTable));
    this.#live = liveness(this.#graph, this.localCount);
    this.loops = findLoopFacts(code, this.#instructions);
    this.#headers = new Map(this.loops.map((loop) => [loop.header, loop]));
    this.#merges = findMergePoints(this.#instructions);
    this.refusal = refusalOf(code);
    this.isGenerator = (code.flags & (codeFlags.GENERATOR | codeFlags.COROUTINE | codeFlags.ASYNC_GENERATOR)) !== 0;
    this.returnOffset = this.#instructions.find(({ opcode }) => opcode === 'RETURN_VALUE')?.start ?? -1;
  }

  get instructions(): readonly Instruction[] {
    return this.#instructions;
  }

  /** Takes the code bytes as they are now: the interpreter rewrites instructions and their caches, and leaves the rest alone. */
  refresh(bytes: Uint8Array): void {
    if (bytes.length !== this.#bytes.length || Buffer.compare(bytes, this.#bytes) === 0) return;
    this.#bytes = bytes;
    this.#instructions = decode(this.code.version, bytes);
  }

  at(offset: number): Instruction {
    const found = instructionAt(this.#instructions, offset);
    if (found === undefined) throw new RangeError(`${this.qualname} has no instruction at offset ${offset}`);
    return found;
  }

  /** CPython lays out a loop's body right after its header, so offsets are an order in which forward edges go up. */
  order(offset: number): number {
    return offset;
  }

  isMergePoint(offset: number): boolean {
    return this.#merges.has(this.at(offset).start);
  }

  loopAt(offset: number): LoopFacts | null {
    return this.#headers.get(this.at(offset).start) ?? null;
  }

  keepVariables(): boolean {
    const news = !this.#showsLocals;
    this.#showsLocals = true;
    return news;
  }

  isLive(local: number, offset: number): boolean {
    if (this.#showsLocals || this.#readBySuper.includes(local)) return true;
    return this.#live.isLive(this.at(offset).index, local);
  }

  evidence(offset: number): Evidence {
    if (this.#evidence?.of !== this.#instructions) this.#evidence = { of: this.#instructions, ran: executedInstructions({ ...this.#graph, instructions: this.#instructions }) };
    return this.#evidence.ran[this.at(offset).index] ?? 'unknown';
  }

  neverRan(offset: number): boolean {
    const now = this.evidence(offset);
    this.#never ??= this.#evidence!.ran.map((evidence) => evidence === 'no');
    return now === 'no' && this.#never[this.at(offset).index]!;
  }

  runsOften(offset: number): boolean {
    if (this.loopsAround(offset).length > 0) return true;
    const { blocks, immediateDominators } = this.#graph;
    const { index } = this.at(offset);
    const own = blocks.findIndex(({ first, last }) => index >= first && index <= last);
    return blocks.every((block) => {
      if (this.#instructions[block.last]!.info.flow !== 'return' || immediateDominators[block.index] === -1) return true;
      let above = block.index;
      while (above !== own && above !== 0) above = immediateDominators[above]!;
      return above === own;
    });
  }

  loopsAround(offset: number): LoopFacts[] {
    return this.loops.filter(({ header, last }) => offset >= header && offset <= last).sort((a, b) => b.header - a.header || a.last - b.last);
  }

  stackDepth(offset: number): number {
    this.#depths ??= stackDepths(this.#instructions, decodeExceptionTable(this.code.exceptionTable));
    return this.#depths.before[this.at(offset).index] ?? -1;
  }

  /** A table that was read while the object was freed has no lines: they are only shown. */
  #readLines(): LocationEntry[] {
    try {
      return decodeLocationTable(this.code.lineTable, this.code.firstLine);
    } catch (error) {
      if (error instanceof BytecodeError) return [];
      throw error;
    }
  }

  lineAt(offset: number): number {
    this.#lines ??= this.#readLines();
    return lineOf(this.#lines, offset) ?? this.code.firstLine;
  }
}
