// One compilation: abstract interpretation of the bytecode from an entry. What handlers of opcodes and meta-operations work through, above the layers of
// `paths/` (edges, versions, running, returning). Knows no single opcode.

import type { IrFunction, Value } from '@psyco/ir';
import { type ConstValue, type PyValue, type RefValue, type TypeInfo, forEachRef, substituted } from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import { typeAttributes, type Feedback } from './emitter';
import { guardTypeVersion } from './inline';
import { defaultLimits, type Limits, type UnitServices } from './paths/contract';
import { ReturnEmitter } from './paths/returning';
import type { World } from './world';

export type Handler = (unit: Unit, instruction: Instruction) => void;

export class Unit extends ReturnEmitter {
  constructor(
    world: World,
    fn: IrFunction,
    feedback: Feedback,
    readonly services: UnitServices,
    private readonly handlers: Readonly<Record<string, Handler>>,
    limits: Limits = defaultLimits,
  ) {
    super(world, fn, feedback, limits);
  }

  protected override handle(instruction: Instruction): void {
    const handler = this.handlers[instruction.opcode];
    if (!handler) this.refuse('unsupported-opcode', instruction.opcode);
    handler(this, instruction);
  }

  /** Guards for the one type that was seen, where nothing speaks against it; for arguments that are merely passed on. */
  promoteSimply(value: PyValue, operand: number): void {
    if (value.kind !== 'ref' || this.typeOf(value)) return;
    const seen = this.feedback.typesSeen(this.frame.code.address, this.offset, operand);
    const { exemplar } = this.state.info(value);
    if (seen.length > 0 || exemplar === null || exemplar === this.world.known.none) return;
    const address = this.world.typeAddress(exemplar);
    const type = address === null ? null : this.world.classInfo(address);
    if (type) this.guardType(value, type, operand);
  }

  /** A value about to be stored: floats are taken apart so that they can be stored in place. */
  predictAndGuard(value: PyValue, operand: number): void {
    if (value.kind !== 'ref' || this.typeOf(value)) return;
    const { exemplar } = this.state.info(value);
    if (exemplar !== null && this.world.typeAddress(exemplar) === this.floatType.address) this.promoteSimply(value, operand);
  }

  /** A machine number for a native call. */
  toNative(value: PyValue, type: TypeInfo, operand: number): Value {
    if (value.kind === 'ref' && !this.typeOf(value)) this.guardType(value, type, operand);
    return type === this.intType ? this.toI64(value, operand) : this.toF64(value, operand);
  }

  /** References owned by the code that only these popped operands hold. */
  ownedOnlyBy(values: PyValue[]): Value[] {
    const live = this.state.liveRefs();
    const irs: Value[] = [];
    for (const value of values) {
      forEachRef(value, (ref) => {
        if (!live.has(ref) && this.state.info(ref).ownership === 'owned' && !irs.includes(ref.ir)) irs.push(ref.ir);
      });
    }
    return irs;
  }

  /** Another unit ran: what is known of classes may be out of date. */
  unknownCodeRan(): void {
    this.afterUnknownCode();
  }

  /** The class's version is as it was. */
  guardVersion(type: TypeInfo): void {
    guardTypeVersion(this, type);
  }

  /** The function whose frame the unit starts in, if known. */
  rootFunction: number | null = null;

  drop(value: PyValue): void {
    this.dropped.push(value);
  }

  /** Another value for the same virtual object (its content changed). */
  replaceVirtual(old: PyValue, changed: PyValue): void {
    this.substitute(this.resolve(old), changed, false);
  }

  /** An object turned out to be a known one. */
  becomes(value: RefValue, known: ConstValue): void {
    const mapped = new Map<PyValue, PyValue>([[value, known]]);
    this.state.update(value, { type: known.type });
    this.state.replace(value, known, (outer) => substituted(outer, mapped));
    this.dropped.push(value);
  }

  replaceTop(value: PyValue): void {
    this.pop();
    this.push(value);
    this.before = this.snapshotAt(this.before.frame.offset);
  }

  /** A type guard on an object that was increfed in this instruction: the exit releases it. */
  guardTypeReleasing(ref: RefValue, type: TypeInfo): void {
    this.builder.append('guard.type', [ref.ir], typeAttributes(type), this.exit('type', { release: [ref.ir] }));
    this.state.update(ref, { type });
  }
}

export { type ArgumentKind, type Limits, type ReturnKind, type UnitServices, Restart, ReturnsOther, defaultLimits, pathEnded } from './paths/contract';
