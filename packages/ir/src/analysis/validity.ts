// Which pointers may be dereferenced where: needed to run a load earlier than the program would.

import { ops } from '../ops';
import type { Block, Instruction, IrFunction, Value } from '../types';
import type { Dominators } from './dominators';

interface Proof {
  block: Block;
  /** Bytes from the base that are known to be there; Infinity after a guard that knows the whole object. */
  size: number;
}

// Every object starts with a reference count and a type.
const headerSize = 16;

/** What an instruction proves of its first operand when it has run. */
function provenSize({ op, args, attributes }: Instruction): number {
  const info = ops[op];
  if (op === 'guard.type' || op === 'unbox.int') return Infinity;
  if (op === 'guard.nonnull') return args[0].type === 'ptr' ? Infinity : headerSize;
  if (op === 'incref') return headerSize;
  if ((info.reads || info.writes) && args.length === info.args.length) return (attributes.offset ?? 0) + 1;
  return 0;
}

/**
 * Whether an object is known by its address but not held by the code: a variable of a class, which is there as long as the class's version is the
 * one that has been tested.
 */
export function isUnheld({ definition }: Value): boolean {
  return definition?.op === 'ref.from.ptr' && definition.args[0]!.definition?.op === 'const.ptr';
}

export class Validity {
  private readonly proofs: (Proof[] | undefined)[];

  constructor(
    fn: IrFunction,
    private readonly dominators: Dominators,
  ) {
    this.proofs = new Array<Proof[] | undefined>(fn.valueCount);
    for (const parameter of fn.entry.params) this.add(parameter, fn.entry, Infinity);
    for (const block of fn.blocks) for (const instruction of block.instructions) this.record(instruction, block);
  }

  /** Takes note of an instruction, once it is in this block. */
  record(instruction: Instruction, block: Block): void {
    const { args, result } = instruction;
    const size = args.length > 0 ? provenSize(instruction) : 0;
    if (size > 0) this.add(args[0], block, size);
    // Items of a list are objects.
    if (result?.type === 'ref' && instruction.attributes.memory === 'list.item') this.add(result, block, headerSize);
  }

  private add(value: Value, block: Block, size: number): void {
    const known = (this.proofs[value.id] ??= []);
    if (known.length < 8) known.push({ block, size });
  }

  /** Whether the byte at `offset` from a pointer can be read at the end of a block. */
  isReadable(base: Value, offset: number, block: Block): boolean {
    const definition = base.definition;
    if (definition) {
      const { op, attributes } = definition;
      if (op === 'const.ref' || op === 'const.ptr' || op === 'threadstate' || op === 'frame' || op.startsWith('box.')) return true;
      if (isUnheld(base)) return false;
      if (op === 'ptr.from.ref' || op === 'ref.from.ptr') return this.isReadable(definition.args[0], offset, block);
      if (op === 'call' && attributes.errorWhen === 'null') return offset >= 0 && offset < (attributes.bytes ?? headerSize);
    }
    return (this.proofs[base.id] ?? []).some(
      (proof) => proof.size > offset && (offset >= 0 || proof.size === Infinity) && this.dominators.dominates(proof.block, block),
    );
  }
}
