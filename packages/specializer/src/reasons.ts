// Every "no" has a name: why a function is not compiled, why compiled code is left, why it is dropped. Declared once;
// statistics, logs and docs derive from it.

export const reasons = {
  // why not compiled
  'generator': { group: 'refused', text: 'generators and coroutines are not compiled yet' },
  'async': { group: 'refused', text: 'async functions are not compiled yet' },
  'module-code': { group: 'refused', text: 'module and class bodies are entered only at their loops' },
  'unsupported-opcode': { group: 'refused', text: 'uses an instruction that is not compiled yet' },
  'star-arguments': { group: 'refused', text: '*args or **kwargs in the signature' },
  'too-large': { group: 'refused', text: 'the function or its compiled form is too large' },
  'filtered': { group: 'refused', text: 'excluded by --only, --skip or a filter' },
  'internal-error': { group: 'refused', text: 'the compiler failed on it (please report)' },
  'needs-frame': { group: 'refused', text: 'calls unknown code from an inlined frame' },
  'no-gain': { group: 'refused', text: 'mostly calls code that is not compiled: nothing to gain' },
  'unsteady': { group: 'refused', text: 'its objects go away faster than they can be looked at' },
  // why left
  'type': { group: 'exit', text: 'a value was of another type' },
  'value': { group: 'exit', text: 'a value was another one than seen' },
  'overflow': { group: 'exit', text: 'an integer left the 64-bit range' },
  'bounds': { group: 'exit', text: 'an index was out of range' },
  'zero': { group: 'exit', text: 'division by zero' },
  'range': { group: 'exit', text: 'a number was outside of the fast range' },
  'global': { group: 'exit', text: 'a global or builtin was rebound' },
  'class': { group: 'exit', text: 'a class or function was modified' },
  'attribute': { group: 'exit', text: 'an attribute was missing or stored elsewhere' },
  'layout': { group: 'exit', text: 'a compact instance had other attributes, or other kinds of them' },
  'unbound': { group: 'exit', text: 'a variable was not bound' },
  'release': { group: 'exit', text: 'the last reference to an object went' },
  'error': { group: 'exit', text: 'an exception was raised by a called function' },
  'raise': { group: 'exit', text: 'the program raises or handles an exception here' },
  'poll': { group: 'exit', text: 'signal, thread switch or pending call' },
  'tracing': { group: 'exit', text: 'a trace or profile function was set' },
  'recursion': { group: 'exit', text: 'recursion limit' },
  'not-compiled': { group: 'exit', text: 'an instruction that is not compiled' },
  'untaken': { group: 'exit', text: 'a path that had not been taken when the code was compiled' },
  'versions': { group: 'exit', text: 'too many kinds of values meet here' },
  'held': { group: 'exit', text: 'a variable that is not used any more has an object whose end may be noticed' },
  'entry': { group: 'exit', text: 'the arguments differ from those compiled for' },
} as const;

export type Reason = keyof typeof reasons;

/** Thrown to give up on a function, with its reason and where. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly reason: Reason,
    readonly detail: string,
    readonly offset = -1,
  ) {
    super(`${reasons[reason].text}: ${detail}`);
  }
}
