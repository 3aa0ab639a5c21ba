// Settings of V8 for a process that lives for a few seconds and runs most of its code a few times: V8 would spend as much processor
// time on optimizing our functions as they take, on processors that the program needs. Measured on the sync runs of the benchmark
// programs: half the processor time, and half the wall time when all processors are busy.
import { setFlagsFromString } from 'node:v8';

/**
 * Optimize only what runs for seconds. (Baseline code for all functions at their first call, `--always-sparkplug`, takes more than it gives: a
 * fifteenth of the first compilation, a tenth of the second.) Flags that this V8 does not know are ignored. The start file of the
 * command sets the same ones before it loads the bundle, because cached bytecode is good for one set of flags only.
 */
export const NODE_FLAGS = ['--interrupt-budget=4000000'];

/** Applies the settings; functions compiled from now on go by them. */
export function tuneNode(): void {
  for (const flag of NODE_FLAGS) setFlagsFromString(flag);
}
