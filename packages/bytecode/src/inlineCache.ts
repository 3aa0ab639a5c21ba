// What the running interpreter has learned, as found in the inline caches: fields by name, and whether code ever ran.
// May know: instructions. The layouts are in the version tables.
import { isQuickened, type Instruction } from './instruction';

/** Fields of an inline cache by name; a field is absent where the instruction has none of that name. */
export interface InlineCache {
  /** While adaptive: executions until the next attempt, times 16, plus the backoff exponent. Specialised: misses left. */
  readonly counter?: number;
  /** LOAD_GLOBAL: index among the dict's entries. LOAD_ATTR, STORE_ATTR: index of the value, offset of the slot, or hint. */
  readonly index?: number;
  /** COMPARE_OP: which outcomes jump (bit 0 less, 1 equal, 2 greater; shifted by 3 for a backward jump). */
  readonly mask?: number;
  /** LOAD_ATTR, STORE_ATTR: tp_version_tag of the owner's type; for LOAD_ATTR_MODULE the keys version of the module's dict. */
  readonly version?: number;
  readonly typeVersion?: number;
  readonly functionVersion?: number;
  /** CALL_PY_WITH_DEFAULTS: arguments that have no default. */
  readonly minimumArguments?: number;
  readonly moduleKeysVersion?: number;
  readonly builtinKeysVersion?: number;
  readonly keysVersion?: number;
  readonly dictOffset?: number;
  /** Address of the method found on the type; borrowed, so only valid while the version guards hold. */
  readonly descriptor?: bigint;
}

/** Reads every field of an instruction's inline cache. Values of a clean or never executed instruction are 0. */
export function cacheOf(instruction: Instruction): InlineCache {
  const fields: Record<string, number | bigint> = {};
  const { cache } = instruction;
  for (const { name, units, offset } of instruction.info.cacheFields) {
    if (units === 1) fields[name] = cache[offset];
    else if (units === 2) fields[name] = cache[offset] + cache[offset + 1] * 0x10000;
    else fields[name] = BigInt(cache[offset]) | (BigInt(cache[offset + 1]) << 16n) | (BigInt(cache[offset + 2]) << 32n) | (BigInt(cache[offset + 3]) << 48n);
  }
  return fields as InlineCache;
}

/** Whether something happened, when that can be known. */
export type Evidence = 'yes' | 'no' | 'unknown';

/**
 * Whether an instruction was executed since its code was quickened, as far as its own cache tells.
 *
 * CPython 3.11, Python/specialize.c: _PyCode_Quicken turns each instruction that has a cache into its adaptive form with
 * counter 0. The first execution tries to specialise: success stores the miss counter (53), failure a backoff exponent
 * of at least 1, which stays in the low bits from then on. So adaptive with counter 0 was never executed. BINARY_OP and
 * COMPARE_OP that can never be specialised are turned back to their base form at their first execution.
 * A CALL whose PRECALL makes the call itself is answered by that PRECALL. Executions under a trace function do not count
 * (Python/ceval.c, DO_TRACING runs the base forms), nor do those before quickening (8 calls or backward jumps).
 * From 3.12 on there are no adaptive forms and counters do not start at 0: the answer is then only 'yes' for specialised
 * forms and 'unknown' for the rest.
 */
export function wasExecuted(instructions: readonly Instruction[], index: number): Evidence {
  if (!isQuickened(instructions)) return 'unknown';
  for (let back = 1; back <= 2 && back <= index; back++) {
    const earlier = instructions[index - back].form;
    if (earlier.executesFollowing >= back && earlier.kind === 'specialized') return 'yes';
  }
  const { form, cache } = instructions[index];
  if (form.cacheUnits === 0) return 'unknown';
  if (form.kind === 'specialized') return 'yes';
  if (!form.hasAdaptiveForm) return 'unknown';
  if (form.kind === 'base') return 'yes';
  return cache[0] === 0 ? 'no' : 'yes';
}
