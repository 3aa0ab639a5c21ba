// Every way to make a program one step smaller, biggest steps first. Knows the tree, not what the programs mean.
import { printExpression, printStatements, type Clause, type Expression, type Piece, type Program, type Statement } from '../tree';
import type { Kind } from '../types';

/** Makes the smaller program; building it is put off until it is wanted. */
export type Edit = () => Program;

type Statements = readonly Statement[];

const replaced = <T>(items: readonly T[], index: number, ...by: T[]): T[] => [...items.slice(0, index), ...by, ...items.slice(index + 1)];

interface Place<T> {
  readonly value: T;
  /** The whole program with another value in this place. */
  readonly put: (value: T) => Program;
}

/** All lists of statements, outer ones first. */
function lists(program: Program): Place<Statements>[] {
  const found: Place<Statements>[] = [];
  let level: Place<Statements>[] = [{ value: program.statements, put: (statements) => ({ ...program, statements }) }];
  while (level.length) {
    found.push(...level);
    level = level.flatMap(({ value, put }) => value.flatMap((statement, index) => statement.clauses.flatMap((clause, clauseIndex): Place<Statements>[] =>
      (clause.body ? [{ value: clause.body, put: (body) => put(replaced(value, index, { ...statement, clauses: replaced(statement.clauses, clauseIndex, { ...clause, body }) })) }] : []))));
  }
  return found;
}

const textOf = (statement: Statement): string => printStatements([statement]);

/** What a statement of the module defines. */
const definedName = (statement: Statement): string | undefined => /^(?:def |class )?(\w+)(?: = |\(|:)/.exec(textOf(statement))?.[1];
const isCheck = (statement: Statement): boolean => definedName(statement) === 'check' && !defines(statement);

/** Without what nothing refers to. */
function withoutUnused(statements: Statements): Statements {
  const texts = statements.map(textOf);
  const used = (statement: Statement, index: number): boolean => {
    const name = definedName(statement);
    if (name === undefined || (!defines(statement) && !/^\w+ = /.test(texts[index]!))) return true;
    const pattern = new RegExp(`\\b${name}\\b`);
    return texts.some((text, other) => other !== index && pattern.test(text));
  };
  const rest = statements.filter(used);
  return rest.length < statements.length ? withoutUnused(rest) : rest;
}

/** Big steps to begin with: one check and what it needs, all but one check, nothing unused. */
export function extractions(program: Program): Edit[] {
  const { statements } = program;
  const checks = statements.flatMap((statement, index) => (isCheck(statement) ? [index] : []));
  const without = (dropped: (index: number) => boolean): Edit => () => ({ ...program, statements: withoutUnused(statements.filter((_, index) => !dropped(index))) });
  const first = checks[0] ?? statements.length;
  return [
    ...(checks.length > 1 ? checks.flatMap((kept) => [without((index) => index >= first && index !== kept), without((index) => index > kept), without((index) => index !== kept && checks.includes(index))]) : []),
    ...(withoutUnused(statements).length < statements.length ? [without(() => false)] : []),
  ];
}

/** Statements left out: halves of lists, quarters, down to single ones. */
export function removals(program: Program): Edit[] {
  const edits: { readonly size: number; readonly edit: Edit }[] = [];
  for (const { value, put } of lists(program)) {
    for (let size = value.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < value.length; start += size) {
        const part = value.slice(start, start + size);
        const rest = [...value.slice(0, start), ...part.filter(({ keep }) => keep === 'always'), ...value.slice(start + size)];
        if (rest.length < value.length) edits.push({ size, edit: () => put(rest) });
      }
    }
  }
  return edits.sort((left, right) => right.size - left.size).map(({ edit }) => edit);
}

const withoutBody = ({ clauses }: Statement): boolean => clauses.every(({ body }) => !body);
const defines = ({ clauses }: Statement): boolean => /^(def|class|@)/.test(String(clauses[0]!.head[0]));

/** Statements in simpler forms: a block instead of the statement around it, clauses left out. */
export function simplifications(program: Program): Edit[] {
  const edits: Edit[] = [];
  for (const { value, put } of lists(program)) {
    value.forEach((statement, index) => {
      for (const simpler of statement.simpler ?? []) edits.push(() => put(replaced(value, index, ...simpler)));
      if (withoutBody(statement) || statement.keep || defines(statement)) return;
      for (const { body } of statement.clauses) if (body) edits.push(() => put(replaced(value, index, ...body)));
      statement.clauses.forEach((_, clause) => {
        if (clause > 0) edits.push(() => put(replaced(value, index, { ...statement, clauses: replaced(statement.clauses, clause) })));
      });
    });
  }
  return edits;
}

/** All expressions, outer ones first in each clause. */
function expressions(program: Program): Place<Expression>[] {
  const within = (pieces: readonly Piece[], put: (pieces: readonly Piece[]) => Program): Place<Expression>[] =>
    pieces.flatMap((piece, index): Place<Expression>[] => {
      if (typeof piece === 'string') return [];
      const here: Place<Expression> = { value: piece, put: (expression) => put(replaced(pieces, index, expression)) };
      return [here, ...within(piece.pieces, (inner) => here.put({ ...piece, pieces: inner }))];
    });
  return lists(program).flatMap(({ value, put }) => value.flatMap((statement, index) => statement.clauses.flatMap((clause: Clause, clauseIndex) =>
    within(clause.head, (head) => put(replaced(value, index, { ...statement, clauses: replaced(statement.clauses, clauseIndex, { ...clause, head }) }))))));
}

const CONSTANTS: Readonly<Record<Kind, readonly string[]>> = {
  int: ['0', '1', '2'], float: ['0.0', '1.0', '1.5'], bool: ['True', 'False'], str: ["''", "'a'"], none: ['None'], number: ['0', '1.5'], any: ['None', '0'],
  list: ['[]'], tuple: ['None', '(1, 2)'], dict: ['{}'], set: ['set()'], bytes: ["b''"], object: ['None'], callable: ['abs'],
};

function smallerNumbers(text: string): string[] {
  if (!/^\d+$/.test(text)) return [];
  const value = BigInt(text);
  return [value / 10n, value / 2n, value - 1n].filter((smaller) => smaller >= 2n).map(String);
}

/** Expressions in simpler forms: a constant, a part of itself, fewer items. */
export function reductions(program: Program): Edit[] {
  const edits: Edit[] = [];
  for (const { value, put } of expressions(program)) {
    const text = printExpression(value);
    const constants = CONSTANTS[value.type.kind];
    const known = constants.indexOf(text);
    const simpler = [...(known < 0 ? constants : constants.slice(0, known)), ...smallerNumbers(text)].filter((constant) => constant.length <= text.length);
    edits.push(...simpler.map((constant) => () => put({ ...value, pieces: [constant], items: false })));
    const parts = value.pieces.flatMap((piece) => (typeof piece === 'string' || printExpression(piece) === text ? [] : [piece]));
    if (!/^\d/.test(text)) edits.push(...parts.map((part) => () => put(part)));
    if (value.items) parts.forEach((part) => {
      const index = value.pieces.indexOf(part);
      // The separator goes with the item: the one before it, or after the first.
      const [from, to] = index === 1 ? [1, value.pieces.length > 3 ? 3 : 2] : [index - 1, index + 1];
      edits.push(() => put({ ...value, pieces: [...value.pieces.slice(0, from), ...value.pieces.slice(to)] }));
    });
  }
  return edits;
}
