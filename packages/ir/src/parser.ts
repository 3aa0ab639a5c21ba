// Text to ir: reads what printer.ts writes. Values and blocks may also have names (%i, loop): handy in tests.

import { ops, type OpName } from './ops';
import { parseExit } from './parse-exits';
import { hasPlainAttributes } from './printer';
import { Line } from './tokens';
import { type Attributes, Block, Instruction, IrFunction, type IrType, type Target, type UnitKind, Value } from './types';

const types = new Set<string>(['i64', 'f64', 'ref', 'ptr', 'bool']);
const irType = (line: Line): IrType => {
  const word = line.word();
  return types.has(word) ? (word as IrType) : line.fail(`${word} is no type`);
};

/** How each attribute is read; the printer writes by the same keys. */
const attributeParsers: { [K in keyof Attributes]-?: (line: Line) => NonNullable<Attributes[K]> } = {
  value: (line) => line.bigint(),
  number: (line) => line.float(),
  address: (line) => line.integer(),
  name: (line) => line.word(),
  offset: (line) => line.integer(),
  scale: (line) => line.integer(),
  memory: (line) => line.word(),
  leaf: (line) => line.word() === 'true',
  types: (line) => {
    line.expect('[');
    return line.list(']', () => line.integer());
  },
  symbol: (line) => line.word(),
  effect: (line) => line.word(),
  errorWhen: (line) => line.word() as NonNullable<Attributes['errorWhen']>,
  result: (line) => line.word() as NonNullable<Attributes['result']>,
  bytes: (line) => line.integer(),
  unit: (line) => line.word(),
};

/** What stands for things that may be defined further down. */
interface Pending {
  line: Line;
  instruction: Instruction;
  args: string[];
  targets: { block: string; args: string[] }[];
  exit: number | null;
}

class FunctionParser {
  private readonly values = new Map<string, Value>();
  private readonly blocks = new Map<string, Block>();
  private readonly pending: Pending[] = [];
  private readonly exitLines: Line[] = [];
  private readonly loopLines: Line[] = [];
  private fn!: IrFunction;

  constructor(private readonly lines: Line[]) {}

  parse(): IrFunction {
    const [header, ...rest] = this.lines;
    if (!header) throw new Line(1, '').fail('expected a function');
    header.expect('function');
    const name = header.word();
    const kind = header.word();
    if (kind !== 'frame' && kind !== 'native') header.fail(`a function is frame or native, not ${kind}`);
    header.expect('->');
    this.fn = new IrFunction(name, kind as UnitKind, header.accept('void') ? 'void' : irType(header));
    this.reserveIds(rest);
    let block: Block | null = null;
    for (const line of rest) {
      if (line.peek().text === 'block') block = this.block(line);
      else if (line.peek().text === 'exit' && line.peek(1).kind === 'number') this.exitLines.push(line);
      else if (line.peek().text === 'loop') this.loopLines.push(line);
      else if (block) this.instruction(line, block);
      else line.fail('expected a block');
    }
    this.link();
    return this.fn;
  }

  /** Numbers that the text uses must not be given to its names. */
  private reserveIds(lines: Line[]): void {
    let values = 0;
    let blocks = 0;
    for (const { tokens } of lines) {
      for (const { kind, text } of tokens) {
        if (kind === 'value' && /^%\d+$/.test(text)) values = Math.max(values, Number(text.slice(1)) + 1);
        else if (kind === 'word' && /^b\d+$/.test(text)) blocks = Math.max(blocks, Number(text.slice(1)) + 1);
      }
    }
    this.fn.reserve(values, blocks);
  }

  private define(line: Line, name: string, type: IrType, hint: string): Value {
    if (this.values.has(name)) line.fail(`${name} is defined twice`);
    const value = /^%\d+$/.test(name) ? new Value(Number(name.slice(1)), type, hint) : this.fn.newValue(type, hint);
    this.values.set(name, value);
    return value;
  }
  private resolve = (name: string, line: Line): Value => this.values.get(name) ?? line.fail(`${name} is not defined`);

  private block(line: Line): Block {
    line.expect('block');
    const name = line.word();
    if (this.blocks.has(name)) line.fail(`block ${name} is defined twice`);
    const numbered = /^b\d+$/.test(name);
    const block = numbered ? new Block(Number(name.slice(1))) : this.fn.newBlock();
    if (numbered) this.fn.blocks.push(block);
    this.blocks.set(name, block);
    if (line.accept('(')) {
      block.params = line.list(')', () => {
        const parameter = line.take('value');
        line.expect(':');
        const type = irType(line);
        const hint = line.peek().kind === 'word' || line.peek().kind === 'string' ? line.word() : '';
        const value = this.define(line, parameter, type, hint);
        value.parameterOf = block;
        return value;
      });
    }
    block.cold = line.accept('cold');
    line.expect(':');
    block.comment = line.comment;
    return block;
  }

  private instruction(line: Line, block: Block): void {
    const resultName = line.peek().kind === 'value' && line.peek(1).text === '=' ? line.take('value') : null;
    if (resultName) line.expect('=');
    const op = line.word() as OpName;
    if (!Object.hasOwn(ops, op)) line.fail(`there is no op ${op}`);
    const pending = { line, args: [], targets: [], exit: null } as unknown as Pending;
    if (!hasPlainAttributes(op)) this.operands(line, pending);
    const attributes = this.attributes(line, op);
    if (line.accept('->')) {
      line.expect('exit');
      pending.exit = line.integer();
    }
    if (!line.finished) line.fail(`unexpected ${line.peek().text}`);
    const info = ops[op];
    const type = info.result === 'attribute' ? (attributes.result ?? 'void') : (info.result ?? 'void');
    if ((type !== 'void') !== (resultName !== null)) line.fail(type === 'void' ? `${op} has no result` : `${op} has a result`);
    const result = resultName && type !== 'void' ? this.define(line, resultName, type, line.comment) : null;
    pending.instruction = new Instruction(op, [], attributes, result);
    if (result) result.definition = pending.instruction;
    pending.instruction.block = block;
    block.instructions.push(pending.instruction);
    this.pending.push(pending);
  }

  private operands(line: Line, pending: Pending): void {
    const { kind } = line.peek();
    if (kind !== 'value' && kind !== 'word') return;
    do {
      if (line.peek().kind === 'value') pending.args.push(line.take('value'));
      else pending.targets.push({ block: line.word(), args: line.accept('(') ? line.list(')', () => line.take('value')) : [] });
    } while (line.accept(','));
  }

  private attributes(line: Line, op: OpName): Attributes {
    const allowed: readonly (keyof Attributes)[] = ops[op].attributes ?? [];
    const attributes: Record<string, unknown> = {};
    if (hasPlainAttributes(op)) {
      for (const key of allowed) attributes[key] = line.finished ? '' : attributeParsers[key](line);
    } else if (line.accept('{')) {
      line.list('}', () => {
        const key = line.take('word') as keyof Attributes;
        if (!allowed.includes(key)) line.fail(`${op} has no attribute ${key}`);
        line.expect('=');
        attributes[key] = attributeParsers[key](line);
      });
    }
    return attributes as Attributes;
  }

  /** Once everything is defined: operands, targets, exits. */
  private link(): void {
    const block = (name: string, line: Line): Block => this.blocks.get(name) ?? line.fail(`there is no block ${name}`);
    for (const line of this.exitLines) {
      line.expect('exit');
      this.fn.exits.push(parseExit(line, this.resolve));
    }
    const exits = new Map(this.fn.exits.map((exit) => [exit.id, exit]));
    for (const { line, instruction, args, targets, exit } of this.pending) {
      instruction.args = args.map((name) => this.resolve(name, line));
      instruction.targets = targets.map((target): Target => ({
        block: block(target.block, line),
        args: target.args.map((name) => this.resolve(name, line)),
      }));
      if (exit !== null) instruction.exit = exits.get(exit) ?? line.fail(`there is no exit ${exit}`);
    }
    for (const line of this.loopLines) {
      line.expect('loop');
      const header = block(line.word(), line);
      line.expect(':');
      line.expect('exit');
      this.fn.loopEntryExits.set(header, parseExit(line, this.resolve));
    }
  }
}

/**
 * Reads a function.
 * @throws IrSyntaxError with the line and what was expected. The result is not verified: see verifyFunction.
 */
export function parseFunction(text: string): IrFunction {
  const lines = text.split('\n').map((line, index) => new Line(index + 1, line));
  return new FunctionParser(lines.filter((line) => !line.finished)).parse();
}
