// Checks that a function is well formed: types by the op table, SSA dominance, targets, exits.

import { type Dominators, computeDominators } from './analysis/dominators';
import { ops } from './ops';
import { printInstruction } from './printer';
import { type Exit, forEachExitValue } from './recipe';
import type { Block, Instruction, IrFunction, Value } from './types';

/** A function that breaks a rule of the ir: says where and which. A bug in what made it, never in the user's program. */
export class VerifyError extends Error {
  override name = 'VerifyError';
  constructor(
    readonly functionName: string,
    readonly problem: string,
    readonly block: Block | null = null,
    readonly instruction: Instruction | null = null,
  ) {
    const where = block ? ` in b${block.id}` : '';
    super(`${functionName}: ${problem}${where}${instruction ? `, at: ${printInstruction(instruction)}` : ''}`);
  }
}

const leafTypes: Record<string, readonly string[]> = { int: ['i64'], float: ['f64'], bool: ['bool', 'i64'], ref: ['ref'], char: ['i64'] };

class Verifier {
  private block: Block | null = null;
  private instruction: Instruction | null = null;
  /** By value id: where it is defined; position -1 for parameters. */
  private readonly definedIn: (Block | undefined)[];
  private readonly values: (Value | undefined)[];
  private readonly position: Int32Array;
  private readonly blocks: Set<Block>;
  private dominators!: Dominators;

  constructor(private readonly fn: IrFunction) {
    this.definedIn = new Array<Block | undefined>(fn.valueCount);
    this.values = new Array<Value | undefined>(fn.valueCount);
    this.position = new Int32Array(fn.valueCount);
    this.blocks = new Set(fn.blocks);
  }

  private fail(problem: string): never {
    throw new VerifyError(this.fn.name, problem, this.block, this.instruction);
  }

  run(): void {
    const { fn } = this;
    if (fn.blocks.length === 0) this.fail('there is no block');
    if (this.blocks.size !== fn.blocks.length) this.fail('a block is listed twice');
    for (const block of fn.blocks) this.define(block);
    if (fn.kind === 'frame' && (fn.entry.params.length !== 1 || fn.entry.params[0].type !== 'ptr')) {
      this.block = fn.entry;
      this.fail('the entry of a frame unit has one parameter, the frame (ptr)');
    }
    this.dominators = computeDominators(fn);
    for (const block of fn.blocks) this.checkBlock(block);
    this.checkExits();
  }

  private define(block: Block): void {
    this.block = block;
    const define = (value: Value, position: number): void => {
      if (value.id >= this.fn.valueCount) this.fail(`%${value.id} was not made by this function`);
      if (this.values[value.id]) this.fail(`%${value.id} is defined twice`);
      this.values[value.id] = value;
      this.definedIn[value.id] = block;
      this.position[value.id] = position;
    };
    for (const parameter of block.params) {
      if (parameter.parameterOf !== block || parameter.definition) this.fail(`%${parameter.id} does not know that it is a parameter here`);
      define(parameter, -1);
    }
    block.instructions.forEach((instruction, index) => {
      this.instruction = instruction;
      if (instruction.block !== block) this.fail('the instruction does not know its block');
      if (!instruction.result) return;
      if (instruction.result.definition !== instruction) this.fail('the result does not know its instruction');
      define(instruction.result, index);
    });
    this.instruction = null;
  }

  private checkBlock(block: Block): void {
    this.block = block;
    this.instruction = null;
    if (!block.terminator) this.fail('the block is empty');
    block.instructions.forEach((instruction, index) => {
      this.instruction = instruction;
      const info = ops[instruction.op];
      if (!info) this.fail(`there is no op ${instruction.op}`);
      const last = index === block.instructions.length - 1;
      if (Boolean(info.terminator) !== last) this.fail(last ? 'the block does not end with a terminator' : 'a terminator is not last');
      this.checkTypes(instruction);
      const use = (value: Value): void => this.checkUse(value, index);
      instruction.args.forEach(use);
      for (const target of instruction.targets) target.args.forEach(use);
      if (instruction.exit) forEachExitValue(instruction.exit, use);
    });
  }

  /** A value must be defined before, on every path. In blocks that cannot be reached anything goes. */
  private checkUse(value: Value, position: number): void {
    const block = this.block as Block;
    if (this.values[value.id] !== value) this.fail(`%${value.id} is used but not defined`);
    const home = this.definedIn[value.id] as Block;
    if (home === block ? this.position[value.id] >= position : this.isReachable(block) && !this.dominators.dominates(home, block)) {
      this.fail(`%${value.id} is used where it is not defined on every path`);
    }
  }
  private isReachable(block: Block): boolean {
    return this.dominators.order.index[block.id] >= 0;
  }

  private checkTypes(instruction: Instruction): void {
    const { op, args, targets, exit, result, attributes } = instruction;
    const info = ops[op];
    const memory = info.reads || info.writes;
    const most = memory ? info.args.length + 1 : info.variadic ? Infinity : info.args.length;
    if (args.length < info.args.length || args.length > most) this.fail(`${args.length} operands, not ${info.args.length}`);
    args.forEach((arg, index) => {
      const wanted = index < info.args.length ? info.args[index] : memory ? 'i64' : 'any';
      if (wanted !== 'any' && arg.type !== wanted) this.fail(`operand ${index + 1} is ${arg.type}, not ${wanted}`);
    });
    if (memory && args.length === most && ![1, 2, 4, 8].includes(attributes.scale ?? 0)) this.fail('the scale is not 1, 2, 4 or 8');
    if (memory && !attributes.memory) this.fail('memory says no alias class');
    const type = info.result === 'attribute' ? (attributes.result ?? 'void') : (info.result ?? 'void');
    if ((result?.type ?? 'void') !== type) this.fail(`the result is ${result?.type ?? 'void'}, not ${type}`);
    if (exit ? !info.exit : info.exit === 'always') this.fail(exit ? 'the op has no exit' : 'the exit is missing');
    if (op === 'return') {
      const given = args.length === 0 ? 'void' : args[0].type;
      if (args.length > 1 || given !== this.fn.returns) this.fail(`returns ${given}, not ${this.fn.returns}`);
    }
    if (targets.length !== (info.targets ?? 0)) this.fail(`${targets.length} targets, not ${info.targets ?? 0}`);
    for (const target of targets) {
      const { params, id } = target.block;
      if (!this.blocks.has(target.block)) this.fail(`b${id} is not a block of this function`);
      if (target.block === this.fn.entry) this.fail('the entry block cannot be a target');
      if (params.length !== target.args.length) this.fail(`b${id} takes ${params.length} values, not ${target.args.length}`);
      params.forEach((parameter, index) => {
        const given = target.args[index].type;
        if (given !== parameter.type) this.fail(`value ${index + 1} for b${id} is ${given}, not ${parameter.type}`);
      });
    }
  }

  private checkExits(): void {
    const { fn } = this;
    const owners = new Set<Exit>();
    const listed = new Set(fn.exits);
    if (listed.size !== fn.exits.length) this.fail('an exit is listed twice');
    if (new Set(fn.exits.map((exit) => exit.id)).size !== fn.exits.length) this.fail('two exits have the same id');
    for (const block of fn.blocks) {
      this.block = block;
      for (const instruction of block.instructions) {
        this.instruction = instruction;
        if (!instruction.exit) continue;
        if (!listed.has(instruction.exit)) this.fail(`exit ${instruction.exit.id} is not in the list of exits`);
        if (owners.has(instruction.exit)) this.fail(`exit ${instruction.exit.id} belongs to two instructions`);
        owners.add(instruction.exit);
        if (instruction.op === 'call.native' && instruction.exit.counts?.length) this.fail('a call site cannot count: its frames are made while the callee runs');
        this.checkRecipes(instruction.exit);
      }
    }
    this.instruction = null;
    for (const [header, exit] of fn.loopEntryExits) {
      this.block = header;
      if (!this.blocks.has(header)) this.fail('the loop entry exit is of a block that is not there');
      this.checkRecipes(exit);
      forEachExitValue(exit, (value) => this.checkUse(value, 0));
    }
  }

  private checkRecipes(exit: Exit): void {
    const walk = (recipe: Exit['frames'][0]['locals'][0]): void => {
      if (recipe.kind === 'build') recipe.parts.forEach(walk);
      else if (recipe.kind === 'value' && !leafTypes[recipe.as].includes(recipe.value.type)) {
        this.fail(`exit ${exit.id} uses %${recipe.value.id}, which is ${recipe.value.type}, as ${recipe.as}`);
      }
    };
    for (const { func, locals, stack } of exit.frames) [...(func ? [func] : []), ...locals, ...stack].forEach(walk);
    for (const { value } of exit.counts ?? []) if (value.type !== 'i64') this.fail(`exit ${exit.id} counts %${value.id}, which is ${value.type}`);
    for (const value of exit.release) if (value.type !== 'ref') this.fail(`exit ${exit.id} releases %${value.id}, which is ${value.type}`);
  }
}

/** @throws VerifyError at the first rule that is broken. */
export function verifyFunction(fn: IrFunction): void {
  new Verifier(fn).run();
}
