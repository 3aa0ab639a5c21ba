// What psyco.explain() answers: one function's state as data and as text. Reads what the session has counted; changes nothing.
import type { FunctionState } from './functions';
import type { Installer } from './installer';
import { TICKS_A_MILLISECOND } from './measurer';
import type { Prohibition } from './permissions';
import type { FunctionStatistics } from './stats';
import type { CompiledUnit } from './unit';

const PROHIBITIONS: Readonly<Record<Prohibition, string>> = {
  own: 'it is part of Psyco',
  option: 'an option of the command line (--only or --skip) excludes it',
  cannotcompile: 'the program excludes it with cannotcompile()',
  filter: 'the function given to setfilter() excludes it',
  'filter asked': 'the function given to setfilter() has not been asked yet',
};

/** Samples that an interpreted activation must have had on average to say how long it took. */
const ENOUGH_SAMPLES = 3;
/** Milliseconds seen in the interpreter, and in compiled code, below which nothing is said. */
const ENOUGH_TIME = 50;
/** Milliseconds of compiled calls, where those in the interpreter were projected. */
const ENOUGH_COMPILED = 30;
/** Milliseconds of a compiled call, from which on samples can tell interpreted calls apart. */
const LASTING = 0.02;
/** No code becomes faster than that many times. */
const MOST = 1000;

export interface Explanation {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Calls of it, or loops in it, run compiled code now. */
  readonly compiled: boolean;
  /** The program asked for it: bind(), or proxy(). */
  readonly bound: boolean;
  readonly versions: number;
  /** Entries of the compiled function, loops taken over not included. */
  readonly entries: number;
  readonly exits: Readonly<Record<string, number>>;
  readonly codeBytes: number;
  readonly inlinedInto: readonly string[];
  /** How many times faster a call is, where it could be measured; else null. */
  readonly ratio: number | null;
  readonly whyNot: readonly string[];
  readonly text: string;
}

export interface Subject {
  readonly state: FunctionState;
  readonly statistics: FunctionStatistics;
  readonly installer: Installer;
  readonly units: Iterable<CompiledUnit>;
  readonly prohibition: Prohibition | null;
}

/** Names of functions into whose code this one was inlined. */
function inlinedInto(code: number, units: Iterable<CompiledUnit>): string[] {
  const names = new Set<string>();
  for (const unit of units) if (unit.inlined.some(({ address }) => address === code) && unit.code.address !== code) names.add(unit.code.qualname);
  return [...names];
}

const rounded = (ratio: number): number => Number(ratio.toPrecision(2));

/** What was projected may have been seen wrongly. */
const believable = (ratio: number): number | null => (ratio <= MOST ? rounded(ratio) : null);

/** Of calls timed in turns; or, for calls that last, of what samples saw. */
function ratioOf({ charge, interpretedSamples, compiledTime, compiledOnStack, hits, measurement, projections, takenOver }: FunctionStatistics, { activations }: FunctionState): number | null {
  if (measurement.ratio !== null) return rounded(measurement.ratio);
  const { compiledTicks } = measurement;
  // Of the shorter ones: waiting for a processor makes them longer than they are.
  const projected = [...projections].sort((a, b) => a - b)[(projections.length - 1) >> 2];
  if (projected !== undefined && compiledTicks !== null) return believable(projected / (compiledTicks / TICKS_A_MILLISECOND));
  if (projected !== undefined && compiledOnStack >= ENOUGH_COMPILED && hits + takenOver > 0) return believable(projected / (compiledOnStack / (hits + takenOver)));
  if (activations === 0 || hits === 0 || charge < ENOUGH_TIME || compiledTime < ENOUGH_TIME || interpretedSamples < ENOUGH_SAMPLES * activations) return null;
  // Calls that follow each other closely, with the same arguments, look like one call that lasts.
  if (compiledTime / hits < LASTING) return null;
  return believable((charge / activations) / (compiledTime / hits));
}

/** Explains one function. */
export function explain({ state, statistics, installer, units, prohibition }: Subject): Explanation {
  const { code } = state;
  const inPlace = state.slots.filter(({ current }) => current !== null);
  const native = [...installer.nativeSlots.values()].filter((slot) => slot.code === code);
  const exits: Record<string, number> = {};
  for (const unit of statistics.units) for (const [reason, count] of Object.entries(unit.exits.toJSON())) exits[reason] = (exits[reason] ?? 0) + count;
  const whyNot = [
    ...(prohibition === null ? [] : [PROHIBITIONS[prohibition]]),
    ...statistics.whyNot.map(({ text, detail, file, line }) => `${text}${detail === '' || detail === code.qualname ? '' : ` (${detail})`} at ${file}:${line}`),
    ...state.slots.filter(({ retired, current }) => retired && current === null).map(({ kind, offset }) => `the compiled ${kind === 'loop' ? `loop at line ${code.lineAt(offset)}` : 'function'} did not pay and was taken out`),
  ];
  const into = inlinedInto(code.address, units);
  const compiled = inPlace.length > 0 || native.length > 0;
  const ratio = compiled ? ratioOf(statistics, state) : null;
  const facts = {
    function: code.qualname, file: code.filename, line: code.firstLine, compiled, bound: state.bound >= 0, versions: statistics.units.length,
    entries: statistics.hits, exits, codeBytes: statistics.units.reduce((sum, { bytes }) => sum + bytes, 0), inlinedInto: into, ratio, whyNot,
  };
  return { ...facts, text: textOf(facts, state, native.length) };
}

function textOf(facts: Omit<Explanation, 'text'>, { slots, code }: FunctionState, native: number): string {
  const lines = [`${facts.function} at ${facts.file}:${facts.line}: ${facts.compiled ? 'compiled' : 'not compiled'}${facts.bound ? ', bound' : ''}`];
  for (const { kind, offset, current } of slots) {
    if (current !== null) lines.push(`  ${kind === 'loop' ? `the loop at line ${code.lineAt(offset)}` : 'the function'}: ${current.codeBytes} bytes`);
  }
  if (native > 0) lines.push(`  called directly by compiled code, for ${native} kinds of arguments`);
  if (facts.inlinedInto.length > 0) lines.push(`  part of the code of ${facts.inlinedInto.join(', ')}`);
  if (facts.versions > 0) lines.push(`  ${facts.versions} versions in all, ${facts.codeBytes} bytes, ${facts.entries} entries`);
  const exits = Object.entries(facts.exits).map(([reason, count]) => `${count} ${reason}`);
  if (exits.length > 0) lines.push(`  exits: ${exits.join(', ')}`);
  if (facts.ratio !== null) lines.push(`  about ${facts.ratio} times as fast as before`);
  lines.push(...facts.whyNot.map((why) => `  not compiled: ${why}`));
  if (!facts.compiled && facts.whyNot.length === 0) lines.push(`  ${facts.bound ? 'it will be compiled when it runs' : 'nobody has asked for it, and it has not taken enough time'}`);
  return lines.join('\n');
}
