// What one CPython version's bytecode looks like, as data, and the builder that turns a version's table into lookups.
// May know: nothing about any particular version. Each version is one file under versions/.

/** What an instruction's argument means. */
export type ArgumentKind =
  | 'none' // no argument; the byte is ignored
  | 'const' // index into the constants
  | 'name' // index into the names (after `argumentShift`)
  | 'local' // index into the locals, which is an index into localsplus
  | 'localsPlus' // index of a cell or free variable in localsplus
  | 'jumpForward' // code units forward from the next instruction
  | 'jumpBackward' // code units backward from the next instruction
  | 'compare' // index into the compare operators
  | 'binary' // index into the binary operators
  | 'flags' // bits or a small enumeration of the instruction's own
  | 'count' // how many items, arguments or characters
  | 'depth' // distance from the top of the stack, 1 is the top
  | 'other'; // none of these (EXTENDED_ARG, RESUME)

/** Where control goes after an instruction, exceptions aside. */
export type Flow = 'next' | 'jump' | 'branch' | 'return' | 'raise';

/** What an instruction does to the localsplus slot that its argument names. */
export type SlotAccess = 'none' | 'read' | 'write' | 'delete' | 'update' | 'writeFree';

/** A count that is fixed, or depends on the argument and, for jumps, on whether the jump is taken. */
export type Count = number | ((argument: number, jumped: boolean) => number);

/** One field of an inline cache, in code units of 16 bits. */
export interface CacheField { readonly name: string; readonly units: 1 | 2 | 4; readonly offset: number }

/** Everything the table says about one opcode number. */
export interface OpcodeInfo {
  readonly opcode: number;
  /** The name as CPython has it, such as `BINARY_OP_ADD_INT`. */
  readonly name: string;
  /** The instruction the compiler wrote: `BINARY_OP` for `BINARY_OP_ADD_INT`; its own name for a base instruction. */
  readonly base: string;
  readonly kind: 'base' | 'adaptive' | 'specialized' | 'quick' | 'super';
  /** Quickening turns the base instruction into an adaptive form whose counter starts at 0 (3.11 only). */
  readonly hasAdaptiveForm: boolean;
  /** How many instructions after it this form executes itself; their own caches then never count. */
  readonly executesFollowing: number;
  readonly hasArgument: boolean;
  readonly argument: ArgumentKind;
  /** The index is `argument >> argumentShift`; the bits shifted out are flags of the instruction. */
  readonly argumentShift: number;
  readonly pops: Count;
  readonly pushes: Count;
  readonly flow: Flow;
  readonly slotAccess: SlotAccess;
  /** It changes the variable that its argument names: the slot, or what the cell in the slot holds. */
  readonly assigns: boolean;
  /** Number of inline cache units that follow. */
  readonly cacheUnits: number;
  readonly cacheFields: readonly CacheField[];
}

/** The bytecode of one CPython version. */
export interface BytecodeVersion {
  /** Such as `3.11`. */
  readonly name: string;
  /** Magic number of `.pyc` files (the low 16 bits of the first word). */
  readonly magic: number;
  /** By opcode number; undefined where the version has no such opcode. */
  readonly opcodes: readonly (OpcodeInfo | undefined)[];
  readonly byName: ReadonlyMap<string, OpcodeInfo>;
  readonly compareOperators: readonly string[];
  readonly binaryOperators: readonly string[];
  readonly extendedArgument: string;
}

/** One row of a version's table of base instructions: number, name, argument kind, pops, pushes, and what is unusual. */
export type OpcodeRow = readonly [opcode: number, name: string, argument: ArgumentKind, pops: Count, pushes: Count, extra?: OpcodeExtra];
export interface OpcodeExtra { readonly flow?: Flow; readonly slot?: SlotAccess; readonly assigns?: boolean; readonly shift?: number }

/** One version's source table; see versions/3.11.ts. */
export interface VersionTable {
  readonly name: string;
  readonly magic: number;
  readonly rows: readonly OpcodeRow[];
  /** Per base instruction: the forms that the running interpreter writes over it, with their numbers. */
  readonly families: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Forms that also execute instructions after them, and how many. */
  readonly executesFollowing: Readonly<Record<string, number>>;
  /** Per base instruction: cache field names and their sizes in code units, in memory order. */
  readonly caches: Readonly<Record<string, Readonly<Record<string, 1 | 2 | 4>>>>;
  readonly compareOperators: readonly string[];
  readonly binaryOperators: readonly string[];
}

/** Turns a version's table into the lookups that the rest of the package uses. */
export function defineVersion(table: VersionTable): BytecodeVersion {
  const opcodes: (OpcodeInfo | undefined)[] = new Array(256).fill(undefined);
  const byName = new Map<string, OpcodeInfo>();
  const add = (info: OpcodeInfo) => {
    const taken = opcodes[info.opcode];
    if (taken) throw new Error(`Table of Python ${table.name}: ${info.name} and ${taken.name} both have number ${info.opcode}`);
    opcodes[info.opcode] = info;
    byName.set(info.name, info);
  };
  for (const [opcode, name, argument, pops, pushes, extra = {}] of table.rows) {
    let offset = 0;
    const cacheFields = Object.entries(table.caches[name] ?? {}).map(([field, units]) => {
      offset += units;
      return { name: field, units, offset: offset - units };
    });
    add({
      opcode, name, base: name, kind: 'base', executesFollowing: 0, hasAdaptiveForm: `${name}_ADAPTIVE` in (table.families[name] ?? {}),
      hasArgument: argument !== 'none', argument,
      argumentShift: extra.shift ?? 0, pops, pushes, flow: extra.flow ?? 'next', slotAccess: extra.slot ?? 'none',
      assigns: extra.assigns ?? (extra.slot === 'write' || extra.slot === 'delete'),
      cacheUnits: offset, cacheFields,
    });
  }
  for (const [base, forms] of Object.entries(table.families)) {
    const info = byName.get(base)!;
    for (const [name, opcode] of Object.entries(forms)) {
      add({ ...info, opcode, name, base, kind: formKind(name), executesFollowing: table.executesFollowing[name] ?? 0 });
    }
  }
  return {
    name: table.name, magic: table.magic, opcodes, byName, extendedArgument: 'EXTENDED_ARG',
    compareOperators: table.compareOperators, binaryOperators: table.binaryOperators,
  };
}

function formKind(name: string): OpcodeInfo['kind'] {
  if (name.endsWith('_ADAPTIVE')) return 'adaptive';
  if (name.endsWith('_QUICK')) return 'quick';
  return name.includes('__') ? 'super' : 'specialized';
}
