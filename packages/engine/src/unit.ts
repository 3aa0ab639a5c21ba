// A compiled unit as the engine keeps it: where its code is, which exits it has and what they mean. Data only.
import type { Exit } from '@psyco/ir';
import type { ExitSite, ReturnKind } from '@psyco/specializer';
import type { TypeInfo } from '@psyco/values';
import type { CodeMap } from './code-map';
import type { EngineCodeFacts } from './world/code-facts';

/** How a unit is entered: from the frame hook, at a loop header in the middle, or from other compiled code. */
export type UnitKind = 'function' | 'loop' | 'native';

/** What names a unit over all its recompilations. */
export interface UnitIdentity {
  readonly kind: UnitKind;
  readonly code: EngineCodeFacts;
  /** Loops: byte offset of the header. */
  readonly offset: number;
  /** Unique; native units: with the argument kinds. */
  readonly key: string;
}

/** One version of a unit, in place or replaced by a later one. */
export interface CompiledUnit extends UnitIdentity {
  /** Address of the first byte of its code, and of the entry. */
  readonly start: number;
  readonly entry: number;
  /** What the bytes of the code come from. */
  readonly map: CodeMap;
  readonly codeBytes: number;
  readonly compileMilliseconds: number;
  readonly blocks: number;
  /** Its exits have the numbers from `exitBase` on, in the order of `sites`. */
  readonly exitBase: number;
  readonly sites: readonly ExitSite[];
  /** Frame units, by exit: where the outermost frame goes on; -1 in native units, and where nothing was done yet. */
  readonly outerOffsets: readonly number[];
  readonly returns: ReturnKind;
  readonly returnType: TypeInfo | null;
  /** Frame units: address of the allowance; 0 in native units. */
  readonly allowance: number;
  /** Where its recipe programs are in the data region. */
  readonly recipes: { readonly address: number; readonly size: number };
  /** Objects that the code embeds. */
  readonly pins: readonly number[];
  /** Code objects inlined into it. */
  readonly inlined: readonly EngineCodeFacts[];
  /** Keys of the native units that it calls. */
  readonly calls: readonly string[];
}

/** The place an exit leaves from. Exits that a pass has made carry no site: the frame they build tells it. */
export function siteOf(exit: Exit, known: ExitSite | undefined): ExitSite {
  if (known !== undefined) return known;
  const frame = exit.frames.at(-1);
  return { code: frame?.code ?? 0, offset: frame?.offset ?? 0, operand: 0, reason: exit.reason as ExitSite['reason'] };
}

/** The key of a function entry or a loop. */
export function unitKey(kind: 'function' | 'loop', code: number, offset: number): string {
  return kind === 'function' ? `f${code.toString(16)}` : `l${code.toString(16)}@${offset}`;
}
