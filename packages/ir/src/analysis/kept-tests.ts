// The tests that stay in a loop, and what they are about: it must not be read before the loop, where nobody has tested it. In most
// loops tests that give the same in every turn leave as well, before what they protect; but not where the loop has no exit for that.

import { ops } from '../ops';
import type { Instruction, Value } from '../types';
import { memoryIndex } from './memory';
import { isUnheld } from './validity';

const bitOf = (memory: string | undefined): number => 1 << memoryIndex(memory ?? 'any');
const dictBits = bitOf('dict.keys') | bitOf('dict.version');
const versionBit = bitOf('type.version');

/** Objects of which a field tells how large they are: length of a tuple, shape of a compact instance. */
const sized: ReadonlySet<string | undefined> = new Set(['immutable', 'compact.value']);

/** More parts of a condition than this are not looked at. */
const mostParts = 64;

export class KeptTests {
  /** What has been tested to be of a type, or not NULL. */
  private readonly objects = new Set<Value>();
  /** Objects of which fields have been tested. */
  private readonly tested = new Set<Value>();
  /** The classes of memory that have been tested. */
  private memory = 0;

  /** @param isInvariant whether a value is the same in every turn */
  constructor(private readonly isInvariant: (value: Value) => boolean) {}

  /** Takes note of an instruction that stays, and is passed in every turn. */
  add({ op, args }: Instruction): void {
    if (op === 'guard.type' || op === 'guard.nonnull') this.objects.add(args[0]);
    else if (op === 'guard.true' || op === 'guard.false') this.addCondition(args[0]);
    else if (op === 'branch') this.addTypes(args[0]);
  }

  /** Ways part by the type of an object: what one of them takes out of it is not in it where it is of another type. */
  private addTypes(condition: Value): void {
    const parts = new Set([condition]);
    for (const { definition } of parts) {
      if (definition?.op === 'load.ptr' && definition.attributes.memory === 'object.type') this.objects.add(definition.args[0]);
      else if (definition && ops[definition.op].pure && parts.size < mostParts) for (const arg of definition.args) parts.add(arg);
    }
  }

  /** A condition of fields only: those with something that changes from turn to turn in them are about indices. */
  private addCondition(condition: Value): void {
    const parts = new Set([condition]);
    const loads: Instruction[] = [];
    for (const part of parts) {
      const { definition } = part;
      if (definition && ops[definition.op].reads) loads.push(definition);
      else if (definition && ops[definition.op].pure) {
        if (parts.size < mostParts) for (const arg of definition.args) parts.add(arg);
      } else if (!this.isInvariant(part)) return;
    }
    for (const { args, attributes } of loads) {
      this.tested.add(args[0]);
      this.memory |= bitOf(attributes.memory);
    }
  }

  /** Whether what a load reads has not been tested before the loop. */
  protects({ args: [base], attributes: { memory } }: Instruction): boolean {
    if (this.objects.has(base)) return true;
    if (isUnheld(base)) return (this.memory & versionBit) !== 0;
    // Places in a dict's table are there as long as it has the table.
    if (base.definition?.op === 'const.ptr' && memory?.startsWith('dict.')) return (this.memory & dictBits) !== 0;
    return sized.has(memory) && this.tested.has(base);
  }
}
