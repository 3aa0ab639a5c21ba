// Reads the text form of exits and recipes (see print-exits.ts).

import type { BuildShape, Continuation, Exit, ExitCount, LeafKind, RecipeFrame, RecipeValue, SlotRecipe } from './recipe';
import type { Line } from './tokens';
import type { Value } from './types';

const leafKinds = new Set<string>(['int', 'float', 'bool', 'ref', 'char'] satisfies LeafKind[]);
const shapes = new Set<string>([
  'tuple', 'list', 'slice', 'range', 'range_iterator', 'list_iterator', 'tuple_iterator', 'str_iterator', 'enumerate', 'zip',
  'bound_method', 'cell', 'instance',
] satisfies BuildShape[]); // prettier-ignore
const continuations = new Set<string>(['push', 'init', 'discard'] satisfies Continuation[]);

/** Finds the value that a `%name` stands for. */
export type Resolve = (name: string, line: Line) => Value;

class ExitParser {
  private readonly labels = new Map<string, RecipeValue>();
  private readonly references: { label: string; recipe: Extract<RecipeValue, { kind: 'shared' }> }[] = [];
  constructor(
    private readonly line: Line,
    private readonly resolve: Resolve,
  ) {}

  value = (): Value => this.resolve(this.line.take('value'), this.line);

  recipe = (): RecipeValue => {
    const slot = this.slot();
    return slot.kind === 'keep' ? this.line.fail('keep is for locals only') : slot;
  };

  slot = (): SlotRecipe => {
    const { line } = this;
    if (line.peek().kind !== 'label') return this.unlabelled();
    const label = line.take('label');
    line.expect('=');
    const recipe = this.unlabelled();
    if (recipe.kind === 'keep') line.fail('keep cannot be shared');
    else this.labels.set(label, recipe);
    return recipe;
  };

  private unlabelled(): SlotRecipe {
    const { line } = this;
    const word = line.take('word');
    if (word === 'keep' || word === 'null') return { kind: word };
    if (word === 'const') {
      const address = line.integer();
      return { kind: 'const', address, name: line.peek().kind === 'string' ? line.word() : '' };
    }
    if (word === 'shared') {
      const recipe = { kind: 'shared' as const, of: { kind: 'null' as const } };
      this.references.push({ label: line.take('label'), recipe });
      return recipe;
    }
    if (leafKinds.has(word)) {
      if (line.peek().kind === 'value') return { kind: 'value', value: this.value(), as: word as LeafKind, owned: line.accept('owned') };
      if (word === 'int') return { kind: 'int', value: line.bigint() };
      if (word === 'float') return { kind: 'float', number: line.float() };
    }
    if (shapes.has(word)) {
      line.expect('(');
      return { kind: 'build', shape: word as BuildShape, parts: line.list(')', this.recipe) };
    }
    return line.fail(`${word} is no recipe`);
  }

  frame(): RecipeFrame {
    const { line } = this;
    const name = line.word();
    line.expect('@');
    const frame: RecipeFrame = { func: null, code: 0, name, offset: line.integer(), locals: [], stack: [], continuation: 'push' };
    for (;;) {
      if (line.accept('code')) {
        line.expect('=');
        frame.code = line.integer();
      } else if (line.accept('func')) {
        line.expect('=');
        frame.func = this.recipe();
      } else if (line.accept('continuation')) {
        line.expect('=');
        const word = line.word();
        frame.continuation = continuations.has(word) ? (word as Continuation) : line.fail(`${word} is no continuation`);
      } else if (line.accept('locals')) {
        line.expect('[');
        frame.locals = line.list(']', this.slot);
      } else if (line.accept('stack')) {
        line.expect('[');
        frame.stack = line.list(']', this.recipe);
      } else return frame;
    }
  }

  private count = (): ExitCount => {
    const { line } = this;
    line.expect('const');
    const address = line.integer();
    const name = line.peek().kind === 'string' ? line.word() : '';
    const negative = line.accept('less');
    if (!negative) line.expect('plus');
    const value = this.value();
    line.expect('plus');
    return { address, name, value, negative, constant: line.bigint() };
  };

  exit(): Exit {
    const { line } = this;
    const exit: Exit = { id: line.integer(), reason: '', error: false, frames: [], saw: null, release: [] };
    while (line.peek().kind === 'word') {
      const key = line.take('word');
      line.expect('=');
      if (key === 'reason') exit.reason = line.word();
      else if (key === 'error') exit.error = line.word() === 'true';
      else if (key === 'saw') exit.saw = this.value();
      else if (key === 'origin') exit.origin = line.integer();
      else line.fail(`an exit has no ${key}`);
    }
    if (line.accept(':') && !line.finished) {
      const isList = ['release', 'counts'].includes(line.peek().text) && line.peek(1).text === '[';
      if (!isList) {
        do exit.frames.push(this.frame());
        while (line.accept('>'));
      }
      if (line.accept('release')) {
        line.expect('[');
        exit.release = line.list(']', this.value);
      }
      if (line.accept('counts')) {
        line.expect('[');
        exit.counts = line.list(']', this.count);
      }
    }
    if (!line.finished) line.fail(`unexpected ${line.peek().text}`);
    for (const { label, recipe } of this.references) {
      recipe.of = this.labels.get(label) ?? line.fail(`nothing is labelled ${label}=`);
    }
    return exit;
  }
}

/** Reads an exit; the word `exit` is taken already. */
export function parseExit(line: Line, resolve: Resolve): Exit {
  return new ExitParser(line, resolve).exit();
}
