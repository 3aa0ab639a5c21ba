// ir to text. The text is complete: parser.ts reads it back. Knows the op table and the exits' printer; no Python.

import { ops } from './ops';
import { printExit } from './print-exits';
import type { Exit } from './recipe';
import { type Names, idNames, orderNames, printAddress, printNumber, printWord } from './text';
import type { Attributes, Block, Instruction, IrFunction, Target, Value } from './types';

/** How each attribute is written; the parser reads by the same keys. */
const attributePrinters: { [K in keyof Attributes]-?: (value: NonNullable<Attributes[K]>) => string } = {
  value: String,
  number: printNumber,
  address: printAddress,
  name: (name) => JSON.stringify(name),
  offset: String,
  scale: String,
  memory: printWord,
  leaf: String,
  types: (types) => `[${types.map(printAddress).join(', ')}]`,
  symbol: printWord,
  effect: printWord,
  errorWhen: printWord,
  result: printWord,
  bytes: String,
  unit: (unit) => JSON.stringify(unit),
};

/** Constants print their attributes without braces and names: `const.i64 1`, `const.ref 0x10 "None"`. */
export function hasPlainAttributes(op: keyof typeof ops): boolean {
  const info = ops[op];
  return info.attributes !== undefined && info.args.length === 0 && !info.variadic;
}

function printAttributes(instruction: Instruction): string {
  const plain = hasPlainAttributes(instruction.op);
  const parts: string[] = [];
  for (const key of ops[instruction.op].attributes ?? []) {
    const value = instruction.attributes[key];
    if (value === undefined || (plain && value === '')) continue;
    const text = (attributePrinters[key] as (value: unknown) => string)(value);
    parts.push(plain ? text : `${key}=${text}`);
  }
  if (parts.length === 0) return '';
  return plain ? ` ${parts.join(' ')}` : ` {${parts.join(', ')}}`;
}

function printTarget(target: Target, names: Names): string {
  const args = target.args.length > 0 ? `(${target.args.map(names.value).join(', ')})` : '';
  return names.block(target.block) + args;
}

/** One instruction as a line without indentation. */
export function printInstruction(instruction: Instruction, names: Names = idNames): string {
  const operands = [...instruction.args.map(names.value), ...instruction.targets.map((target) => printTarget(target, names))];
  const result = instruction.result ? `${names.value(instruction.result)} = ` : '';
  const exit = instruction.exit ? ` -> exit ${names.exit(instruction.exit)}` : '';
  const hint = names.comments && instruction.result?.hint ? `  # ${instruction.result.hint}` : '';
  const list = operands.length > 0 ? ` ${operands.join(', ')}` : '';
  return `${result}${instruction.op}${list}${printAttributes(instruction)}${exit}${hint}`;
}

function printBlockHeader(block: Block, names: Names): string {
  const parameter = (value: Value): string => `${names.value(value)}: ${value.type}${names.comments && value.hint ? ` ${printWord(value.hint)}` : ''}`;
  const params = block.params.length > 0 ? `(${block.params.map(parameter).join(', ')})` : '';
  const comment = names.comments && block.comment ? `  # ${block.comment.replace(/\s*\n\s*/g, ' ')}` : '';
  return `block ${names.block(block)}${params}${block.cold ? ' cold' : ''}:${comment}`;
}

export interface PrintOptions {
  /** Numbers in the order of appearance instead of ids, no hints and comments: for comparing. */
  renumber?: boolean;
}

/**
 * A function as text: blocks, then the exits that instructions have, then the templates of loop entries.
 * `printFunction(parseFunction(text))` is `text` for every text that this gives.
 */
export function printFunction(fn: IrFunction, options: PrintOptions = {}): string {
  const names = options.renumber ? orderNames(fn) : idNames;
  const used = new Set<Exit>();
  const lines = [`function ${JSON.stringify(fn.name)} ${fn.kind} -> ${fn.returns}`];
  for (const block of fn.blocks) {
    lines.push(printBlockHeader(block, names));
    for (const instruction of block.instructions) {
      if (instruction.exit) used.add(instruction.exit);
      lines.push(`  ${printInstruction(instruction, names)}`);
    }
  }
  // Exits that are not in the list (the verifier complains of them) are printed all the same.
  const listed = fn.exits.filter((exit) => used.delete(exit));
  const all = [...listed, ...used];
  if (options.renumber) all.sort((a, b) => Number(names.exit(a)) - Number(names.exit(b)));
  for (const exit of all) lines.push(printExit(exit, names));
  for (const [block, exit] of fn.loopEntryExits) lines.push(`loop ${names.block(block)}: ${printExit(exit, names)}`);
  return `${lines.join('\n')}\n`;
}
