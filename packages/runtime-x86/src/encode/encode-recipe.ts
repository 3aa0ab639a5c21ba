// Turns an exit and the locations of its values into a recipe program for the handlers of the runtime.
// Decides who gives and who takes references: the program needs no knowledge of ownership.

import type { ExitMap, Location } from '@psyco/backend';
import type { LeafKind, RecipeFrame, RecipeValue, SlotRecipe, Value } from '@psyco/ir';
import { continuationCodes } from '../data-layout';
import { RecipeError } from '../errors';
import type { RuntimeOffsets } from '../offsets';
import { leafKinds } from '../recipe-ops';
import type { RecipeOp } from '../recipe-ops';
import { encodeBuild } from './encode-build';
import { Words } from './words';

/** What the encoder needs to know of the runtime. */
export interface RecipeContext {
  handlers: Record<RecipeOp, number>;
  offsets: Pick<RuntimeOffsets, 'codeAdaptive' | 'frameLocalsPlus'>;
}

/** The program of one exit. @throws {RecipeError} if the recipe asks for what cannot be built. */
export function encodeRecipe(map: ExitMap, context: RecipeContext): Uint8Array {
  return new RecipeEncoder(map, context).program();
}

// The two sections of the program at hand.
const first = new Words();
const second = new Words();

const float = new DataView(new ArrayBuffer(8));

/** The bits of a double. */
function floatBits(number: number): bigint {
  float.setFloat64(0, number);
  return float.getBigUint64(0);
}

const leafOps = { int: 'integer', float: 'float', bool: 'bool', char: 'character', ref: 'reference' } as const satisfies Record<LeafKind, RecipeOp>;

export class RecipeEncoder {
  /** How many references the program gives away, and how many of them are the native code's own. */
  readonly #uses = new Map<Value, { given: number; owned: number }>();
  readonly #memos = new Map<RecipeValue, { index: number; built: boolean }>();
  /** Values pushed for the frame so far. */
  #entries = 0;

  constructor(
    readonly map: ExitMap,
    readonly context: RecipeContext,
  ) {}

  program(): Uint8Array {
    const { exit } = this.map;
    first.clear();
    second.clear();
    this.#findShared();
    if (this.#memos.size > 0) this.emit('memos', this.#memos.size);
    exit.frames.forEach((frame, index) => this.#frame(frame, index === exit.frames.length - 1));
    for (const value of exit.release) this.#emitLeaf('reference', value);
    this.emit('end');
    this.#firstSection();
    return second.bytesAfter(first);
  }

  /** Appends an operation with operands of one word. */
  emit(op: RecipeOp, ...operands: readonly number[]): void {
    second.number(this.context.handlers[op]);
    for (const operand of operands) second.number(operand);
  }

  #emitLeaf(op: RecipeOp, value: Value): void {
    second.number(this.context.handlers[op]);
    this.#leaf(value, second);
  }

  #emitConstant(op: RecipeOp, bits: bigint): void {
    second.number(this.context.handlers[op]);
    second.number(leafKinds.constant);
    second.bits(bits);
  }

  /** Pushes an object (or NULL). */
  push(recipe: RecipeValue): void {
    const target = sharedTarget(recipe);
    const memo = this.#memos.get(target);
    if (memo?.built) return this.emit('recall', memo.index);
    this.#pushNew(target);
    if (!memo) return;
    this.emit('memoize', memo.index);
    memo.built = true;
  }

  /** Pushes a machine word, for iterators. */
  pushRaw(recipe: RecipeValue): void {
    if (recipe.kind === 'int') this.#emitConstant('raw', recipe.value);
    else if (recipe.kind === 'value' && (recipe.as === 'int' || recipe.as === 'bool')) this.#emitLeaf('raw', recipe.value);
    else throw new RecipeError('cannot encode a part of an iterator', `a ${recipe.kind} is not a machine integer`, 'give an int leaf or an int constant');
  }

  #leaf(value: Value, words: Words): void {
    const location = this.map.locations.get(value);
    if (!location) throw new RecipeError(`cannot encode exit ${this.map.exit.id}`, `value %${value.id} has no location`, 'the backend must keep every value of an exit');
    addLeaf(location, words);
  }

  #firstSection(): void {
    const { handlers } = this.context;
    const { saw } = this.map.exit;
    for (const [value, { given, owned }] of this.#uses) {
      const taken = given - owned;
      if (taken <= 0) continue;
      first.number(handlers.retain);
      this.#leaf(value, first);
      first.number(taken);
    }
    if (saw) {
      first.number(handlers[saw.type === 'ref' ? 'sawReference' : 'sawRaw']);
      this.#leaf(saw, first);
    }
    first.number(handlers.retained);
  }

  #frame(frame: RecipeFrame, innermost: boolean): void {
    const { codeAdaptive, frameLocalsPlus } = this.context.offsets;
    const isNew = frame.func !== null;
    if (frame.func) {
      this.push(frame.func);
      this.emit('newFrame', frame.code);
    } else this.emit('existingFrame');
    this.#entries = 0;
    const slots: { op: 'exchange' | 'place'; slot: number; entry: number }[] = [];
    const fill = (recipe: SlotRecipe, slot: number, op: 'exchange' | 'place'): void => {
      if (recipe.kind === 'keep') {
        if (isNew) throw new RecipeError(`cannot encode a frame of ${frame.name}`, `local ${slot} is to be kept in a frame that does not exist yet`, 'give its value');
        return;
      }
      if (isNew && recipe.kind === 'null' && op === 'exchange') return; // new frames start unbound
      this.push(recipe);
      slots.push({ op, slot, entry: this.#entries++ });
    };
    frame.locals.forEach((recipe, slot) => fill(recipe, slot, 'exchange'));
    frame.stack.forEach((recipe, depth) => fill(recipe, frame.locals.length + depth, 'place'));
    for (const { op, slot, entry } of slots) this.emit(op, frameLocalsPlus + 8 * slot, -8 * (entry + 1));
    const failing = innermost && this.map.exit.error;
    this.emit('position', frame.code + codeAdaptive + frame.offset - (failing ? 0 : 2), frame.locals.length + frame.stack.length, continuationCodes[frame.continuation]);
  }

  #pushNew(recipe: RecipeValue): void {
    switch (recipe.kind) {
      case 'value':
        return this.#pushLeaf(recipe);
      case 'const':
        return this.emit('constant', recipe.address);
      case 'int':
        return this.#emitConstant('integer', recipe.value);
      case 'float':
        return this.#emitConstant('float', floatBits(recipe.number));
      case 'null':
        return this.emit('null');
      case 'build':
        return encodeBuild(this, recipe);
      case 'shared':
        return this.push(recipe);
    }
  }

  #pushLeaf({ value, as, owned }: Extract<RecipeValue, { kind: 'value' }>): void {
    if (as === 'ref') {
      const use = this.#uses.get(value) ?? { given: 0, owned: 0 };
      this.#uses.set(value, { given: use.given + 1, owned: use.owned + (owned ? 1 : 0) });
    }
    this.#emitLeaf(leafOps[as], value);
  }

  #findShared(): void {
    const walk = (recipe: SlotRecipe): void => {
      if (recipe.kind === 'shared') {
        const of = sharedTarget(recipe);
        if (!this.#memos.has(of)) this.#memos.set(of, { index: this.#memos.size, built: false });
      } else if (recipe.kind === 'build') recipe.parts.forEach(walk);
    };
    for (const frame of this.map.exit.frames) {
      if (frame.func) walk(frame.func);
      frame.locals.forEach(walk);
      frame.stack.forEach(walk);
    }
  }
}

/** What a chain of `shared` means in the end. */
function sharedTarget(recipe: RecipeValue): RecipeValue {
  let target = recipe;
  while (target.kind === 'shared') target = target.of;
  return target;
}

function addLeaf(location: Location, words: Words): void {
  switch (location.kind) {
    case 'gpr':
    case 'xmm':
      return words.number(256 * location.number + leafKinds[location.kind]);
    case 'stack':
      return words.number(256 * location.offset + leafKinds.stack);
    case 'constant-i64':
      words.number(leafKinds.constant);
      return words.bits(location.value);
    case 'constant-f64':
      words.number(leafKinds.constant);
      return words.bits(floatBits(location.number));
    case 'constant-address':
      words.number(leafKinds.constant);
      return words.number(location.address);
  }
}
