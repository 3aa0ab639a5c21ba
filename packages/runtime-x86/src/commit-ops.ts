// The operations of commit programs: what the compiler wants done inside the Python process at a safe point, under the GIL.
// One table; the handlers (emit/commit.ts) and the encoder (mailbox.ts) go by it.

/** Operands are 64-bit words. What may fail (the checks, setExtra) comes first: then nothing is applied. */
export const commitOps = {
  check64: { operands: ['number', 'address', 'expected'], meaning: 'fails unless the 64-bit word has the value (or cannot be read)' },
  check32: { operands: ['number', 'address', 'expected'], meaning: 'the same, 32 bits' },
  checkBytes: { operands: ['number', 'address', 'expected address', 'length'], meaning: 'the same for bytes; the expected ones are in the data region' },
  checkObject: { operands: ['number', 'address', 'type'], meaning: 'fails unless an object of exactly this type lives there: freed memory keeps the type, but not a count' },
  checkAlive: { operands: ['number', 'code', 'deaths'], meaning: 'fails if the code object has died since so many code objects had, or that cannot be told any more' },
  incref: { operands: ['address'], meaning: 'takes a reference' },
  decref: { operands: ['address'], meaning: 'releases a reference; may run Python code' },
  store64: { operands: ['address', 'value'], meaning: 'stores 64 bits' },
  store32: { operands: ['address', 'value'], meaning: 'stores 32 bits' },
  setExtra: { operands: ['number', 'code', 'record'], meaning: '_PyCode_SetExtra with the index of this session; the operation fails if that fails' },
  setHook: { operands: ['interpreter', 'address'], meaning: 'sets interp->eval_frame (0: none)' },
  armOsr: { operands: ['thread', 'code', 'frame'], meaning: 'arms on-stack replacement if the thread lives, for its present frame, which must run that code, or (code 0) for the given frame (0: any)' },
  collectStack: { operands: ['buffer', 'capacity', 'bottom', 'top'], meaning: 'the words of the machine stack from here to the top that are addresses in the code region: their number, then so many of them; more than fit, if this is another stack' },
  call: { operands: ['address', 'argument 1', 'argument 2', 'argument 3', 'argument 4'], meaning: 'calls a C function; its result is ignored' },
  end: { operands: [], meaning: 'ends the program' },
} as const;

export type CommitOp = keyof typeof commitOps;
export const commitOpNames = Object.keys(commitOps) as readonly CommitOp[];
