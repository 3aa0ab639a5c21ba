// Block parameters that get the same value from everywhere are that value. Optimistic: a ring of parameters that only pass each
// other on, around several loops, is found too.

import { computeOrder } from '../analysis/order';
import { type Block, Instruction, type IrFunction, type Value } from '../types';
import { Replacements } from './rewrite';

/** Equal constants are one, wherever they are made; the text is their key. */
function constantKey(value: Value): string | null {
  const definition = value.definition;
  if (!definition) return null;
  const { op, attributes, args } = definition;
  if (op === 'ref.from.ptr') {
    const inner = constantKey(args[0]);
    return inner === null ? null : `ref ${inner}`;
  }
  if (!op.startsWith('const.')) return null;
  const { value: integer, number, address } = attributes;
  return `${op} ${integer ?? (Object.is(number, -0) ? '-0' : number) ?? address}`;
}

/** Removes parameters that have one value. Returns the number removed. */
export function oneValueParameters(fn: IrFunction): number {
  const { blocks } = computeOrder(fn);
  // What a parameter is, as far as seen: undefined = nothing yet, itself = a value of its own.
  const meaning: (Value | undefined)[] = [];
  const parameters: Value[] = [];
  const constants = new Map<string, Value>();
  for (const block of blocks) if (block !== fn.entry) for (const parameter of block.params) parameters[parameter.id] = parameter;
  const canonical = (value: Value): Value => {
    const key = constantKey(value);
    if (key === null) return value;
    const known = constants.get(key);
    if (!known) constants.set(key, value);
    return known ?? value;
  };
  const resolve = (value: Value): Value | undefined => (parameters[value.id] ? meaning[value.id] : canonical(value));
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks) {
      const last = block.terminator;
      if (!last) continue;
      for (const target of last.targets) {
        for (let index = 0; index < target.args.length; index++) {
          const parameter = target.block.params[index];
          const now = meaning[parameter.id];
          if (now === parameter) continue;
          const given = resolve(target.args[index]);
          if (given === undefined || given === now) continue;
          meaning[parameter.id] = now === undefined ? given : parameter;
          changed = true;
        }
      }
    }
  }
  const replacements = new Replacements();
  const made = new Map<Value, Value>();
  for (const parameter of parameters) {
    if (!parameter) continue;
    const value = meaning[parameter.id];
    if (value === undefined || value === parameter) continue;
    replacements.set(parameter, constantKey(value) === null ? value : atEntry(fn, value, made));
  }
  if (replacements.count === 0) return 0;
  for (const block of blocks) {
    for (const target of block.terminator?.targets ?? []) {
      target.args = target.args.filter((_, index) => !isGone(target.block.params[index], replacements));
    }
  }
  for (const block of blocks) block.params = block.params.filter((parameter) => !isGone(parameter, replacements));
  replacements.apply(fn);
  return replacements.count;
}

function isGone(parameter: Value, replacements: Replacements): boolean {
  return replacements.resolve(parameter) !== parameter;
}

/** The constant made again where it reaches every block. */
function atEntry(fn: IrFunction, value: Value, made: Map<Value, Value>): Value {
  const known = made.get(value);
  if (known) return known;
  const { op, args, attributes } = value.definition as Instruction;
  const result = fn.newValue(value.type, value.hint);
  const copy = new Instruction(op, args.map((arg) => atEntry(fn, arg, made)), { ...attributes }, result);
  result.definition = copy;
  insertAtStart(fn.entry, copy, made.size);
  made.set(value, result);
  return result;
}

function insertAtStart(block: Block, instruction: Instruction, position: number): void {
  instruction.block = block;
  block.instructions.splice(position, 0, instruction);
}
