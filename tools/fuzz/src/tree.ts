// The syntax trees of generated programs: just enough structure for the shrinker to take them apart. Knows no Python but its layout.
import type { Type } from './types';

export type Piece = string | Expression;

/**
 * How large a value may have become, in digits or items.
 * bounded: by the program's own limits; local: grows by a bounded amount each turn of a loop; exponential: may double each turn.
 */
export enum Size { bounded, local, exponential }

export interface Expression {
  readonly type: Type;
  readonly pieces: readonly Piece[];
  readonly size: Size;
  /** The expressions among the pieces are items, with separators between, that the shrinker may leave out. */
  readonly items?: boolean;
}

/** `head` and the block below it; a simple statement has no body. */
export interface Clause {
  readonly head: readonly Piece[];
  readonly body?: readonly Statement[];
}

/** A statement; `if`, `elif` and `else` are the clauses of one statement. */
export interface Statement {
  readonly clauses: readonly Clause[];
  /** always: the shrinker leaves it, as without it a loop would not end; whole: it goes or stays as a whole. */
  readonly keep?: 'always' | 'whole';
  /** What the shrinker may put instead. */
  readonly simpler?: readonly (readonly Statement[])[];
}

export interface Program {
  readonly seed: number;
  readonly statements: readonly Statement[];
}

const isText = (piece: Piece): piece is string => typeof piece === 'string';

export function printExpression(expression: Expression): string {
  return expression.pieces.map((piece) => (isText(piece) ? piece : printExpression(piece))).join('');
}

export function printStatements(statements: readonly Statement[], indent = ''): string {
  const printClause = ({ head, body }: Clause): string => {
    const text = `${indent}${head.map((piece) => (isText(piece) ? piece : printExpression(piece))).join('')}\n`;
    if (!body) return text;
    return text + (body.length ? printStatements(body, `${indent}    `) : `${indent}    pass\n`);
  };
  return statements.map(({ clauses }) => clauses.map(printClause).join('')).join('');
}

/** The program as Python source. */
export function printProgram(program: Program): string {
  return `# Seed ${program.seed}.\n${printStatements(program.statements)}`;
}

type Part = Piece | number;

const piecesOf = (strings: TemplateStringsArray, parts: readonly Part[]): Piece[] =>
  strings.flatMap((text, index) => (index < parts.length ? [text, typeof parts[index] === 'number' ? String(parts[index]) : (parts[index] as Piece)] : [text])).filter((piece) => piece !== '');

const largest = (parts: readonly Part[]): Size => parts.reduce<Size>((size, part) => (typeof part === 'object' ? Math.max(size, part.size) : size), Size.bounded);

/** An expression by template: code(INT)`(${a} + ${b})`. It is as large as its largest part, unless `size` says otherwise. */
export const code = (type: Type, size?: Size) => (strings: TemplateStringsArray, ...parts: Part[]): Expression =>
  ({ type, pieces: piecesOf(strings, parts), size: size ?? largest(parts) });

/** The same expression, said to be of another size or type. */
export const withSize = (expression: Expression, size: Size, type: Type = expression.type): Expression => ({ ...expression, size, type });

/** A sequence of items: sequence(type, '[', items, ']'). */
export function sequence(type: Type, open: string, items: readonly Expression[], close: string): Expression {
  const pieces = items.flatMap((item, index): Piece[] => (index ? [', ', item] : [item]));
  return { type, pieces: [open, ...pieces, close], size: largest(items), items: true };
}

/** A simple statement by template: line`x = ${value}`. */
export const line = (strings: TemplateStringsArray, ...parts: Part[]): Statement => ({ clauses: [{ head: piecesOf(strings, parts) }] });

/** The head of a clause by template: head`if ${test}:`. */
export const head = (strings: TemplateStringsArray, ...parts: Part[]): Piece[] => piecesOf(strings, parts);

/** A compound statement of one clause. */
export const block = (first: readonly Piece[], body: readonly Statement[]): Statement => ({ clauses: [{ head: first, body }] });

/** The statement, which the shrinker must leave. */
export const keep = (statement: Statement): Statement => ({ ...statement, keep: 'always' });

/** Reads indented Python text into statements; what follows at the same depth as elif, else, except or finally joins as a clause. */
export function readStatements(text: string): Statement[] {
  const lines = text.split('\n').filter((each) => each.trim() !== '');
  const depthOf = (index: number): number => lines[index]!.length - lines[index]!.trimStart().length;
  let position = 0;
  const readBlock = (depth: number): Statement[] => {
    const statements: { clauses: Clause[] }[] = [];
    while (position < lines.length && depthOf(position) === depth) {
      const first = lines[position]!.trim();
      position += 1;
      const body = position < lines.length && depthOf(position) > depth ? readBlock(depthOf(position)) : undefined;
      if (/^(elif|else|except|finally)\b/.test(first)) statements.at(-1)!.clauses.push({ head: [first], body });
      else statements.push({ clauses: [{ head: [first], body }] });
    }
    return statements;
  };
  return readBlock(0);
}
