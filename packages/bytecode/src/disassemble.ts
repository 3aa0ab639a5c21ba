// A readable listing of a code object. For people and for dumps; the layout is this package's own.
// May know: everything else in this package.
import type { CodeObject } from './codeObject';
import { constantText } from './constantText';
import { decodeExceptionTable, handlerAt } from './exceptionTable';
import { cacheOf } from './inlineCache';
import { decode, indexOf, type Instruction } from './instruction';
import { decodeLocationTable, lineOf } from './locationTable';

export interface DisassembleOptions {
  /** Show the fields of inline caches. */
  readonly caches?: boolean;
  /** Show the offset of the handler that protects each instruction. */
  readonly handlers?: boolean;
}

/**
 * Lists a code object, one instruction a line: line number where it changes, `>` at jump and handler targets, offset, name
 * (the specialised name where the interpreter wrote one), argument, and what the argument means.
 */
export function disassemble(code: CodeObject, options: DisassembleOptions = {}): string {
  const instructions = decode(code.version, code.code);
  const exceptions = decodeExceptionTable(code.exceptionTable);
  const locations = decodeLocationTable(code.lineTable, code.firstLine);
  const targets = new Set<number>(exceptions.map((entry) => entry.target));
  for (const { jumpTarget } of instructions) if (jumpTarget !== undefined) targets.add(jumpTarget);
  const parameters = code.localsPlusNames.slice(0, code.argumentCount + code.keywordOnlyCount).join(', ');
  const lines = [`${code.qualname}(${parameters})  ${code.filename}:${code.firstLine}  stack ${code.stackSize}`];
  let shown: number | null = null;
  for (const instruction of instructions) {
    const line = lineOf(locations, instruction.offset);
    const lineText = line !== null && line !== shown ? String(line) : '';
    if (line !== null) shown = line;
    const mark = targets.has(instruction.start) ? '>' : ' ';
    const handler = options.handlers ? handlerAt(exceptions, instruction.start) : undefined;
    const text = [
      lineText.padStart(6), mark, String(instruction.offset).padStart(5), instruction.specialized.padEnd(28),
      instruction.info.hasArgument ? String(instruction.argument).padStart(4) : '    ',
      argumentText(code, instruction), handler ? `  raises to ${handler.target}` : '',
      options.caches ? cacheText(instruction) : '',
    ].join(' ');
    lines.push(text.trimEnd());
  }
  if (exceptions.length > 0) lines.push('handlers');
  for (const { start, end, target, depth, lasti } of exceptions) {
    lines.push(`       ${start} to ${end} -> ${target}, depth ${depth}${lasti ? ', with offset' : ''}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What an instruction's argument means: a name, a constant, a jump target; empty where it only is a number. */
export function argumentText(code: CodeObject, instruction: Instruction): string {
  const index = indexOf(instruction);
  switch (instruction.info.argument) {
    case 'const': return constantText(code.constants[index]);
    case 'name': return `${code.names[index]}${nullText(instruction)}`;
    case 'local': case 'localsPlus': return code.localsPlusNames[index] ?? `slot ${index}`;
    case 'jumpForward': case 'jumpBackward': return `to ${instruction.jumpTarget}`;
    case 'compare': return code.version.compareOperators[index] ?? '';
    case 'binary': return code.version.binaryOperators[index] ?? '';
    default: return '';
  }
}

function nullText({ argument, info }: Instruction): string {
  return info.argumentShift === 1 && (argument & 1) !== 0 ? ' + NULL' : '';
}

function cacheText(instruction: Instruction): string {
  const fields = Object.entries(cacheOf(instruction)).map(([name, value]) => `${name}=${typeof value === 'bigint' ? `0x${value.toString(16)}` : value}`);
  return fields.length === 0 ? '' : `  {${fields.join(' ')}}`;
}
