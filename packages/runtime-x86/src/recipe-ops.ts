// The operations of recipe programs: one table of names, operands and meaning. The handlers (emit/) and the encoder (encode/) go by it.

/**
 * Operands: `leaf` is a word {kind in the low byte, number above} and, for constants, a second word; all others are one word.
 * A program has two sections: the first, up to `retained`, only takes references and notes what was seen; the second builds.
 */
export const recipeOps = {
  // First section.
  retain: { operands: 'leaf, count', meaning: 'takes `count` references to the object' },
  sawReference: { operands: 'leaf', meaning: 'notes the object and its type in the exit record' },
  sawRaw: { operands: 'leaf', meaning: 'notes the machine word in the exit record' },
  retained: { operands: '', meaning: 'ends the first section' },
  // Values: each pushes one word on the operand stack, an owned reference unless it says otherwise.
  reference: { operands: 'leaf', meaning: 'an object whose reference is given away' },
  integer: { operands: 'leaf', meaning: 'a new int' },
  float: { operands: 'leaf', meaning: 'a new float' },
  bool: { operands: 'leaf', meaning: 'True or False' },
  character: { operands: 'leaf', meaning: 'the string of one code point' },
  constant: { operands: 'address', meaning: 'a known object' },
  null: { operands: '', meaning: 'NULL' },
  raw: { operands: 'leaf', meaning: 'a machine word, for the shapes that want one' },
  memos: { operands: 'count', meaning: 'makes room for objects that are used more than once' },
  memoize: { operands: 'index', meaning: 'keeps the topmost object (which stays) in the memo' },
  recall: { operands: 'index', meaning: 'pushes the object in the memo' },
  // Shapes: parts are pushed last first, so that the first part is on top; they are replaced by the object.
  tuple: { operands: 'count', meaning: 'a tuple' },
  list: { operands: 'count', meaning: 'a list' },
  slice: { operands: '', meaning: 'start, stop, step' },
  range: { operands: '', meaning: 'start, stop, step (objects)' },
  rangeIterator: { operands: '', meaning: 'next, stop, step (raw)' },
  sequenceIterator: { operands: '', meaning: 'the list, tuple or string, and the index (raw)' },
  enumerate: { operands: '', meaning: 'the iterator and the next index (objects)' },
  zip: { operands: 'count', meaning: 'the iterators' },
  boundMethod: { operands: '', meaning: 'function, self' },
  cell: { operands: '', meaning: 'the content or NULL' },
  instance: { operands: 'type, count', meaning: 'values of the inline attributes in key order, or NULL' },
  // Frames.
  existingFrame: { operands: '', meaning: 'goes on with the frame that the unit was entered with; takes its stack off' },
  newFrame: { operands: 'code', meaning: 'makes a frame for the function object on top, all locals unbound' },
  exchange: { operands: 'slot, entry', meaning: 'swaps a local and an entry of the operand stack' },
  place: { operands: 'slot, entry', meaning: 'moves an entry of the operand stack to a free slot' },
  position: { operands: 'instruction, stack top, continuation', meaning: 'sets where the frame goes on' },
  end: { operands: '', meaning: 'ends the program: what is to be released stays on the operand stack' },
} as const;

export type RecipeOp = keyof typeof recipeOps;
export const recipeOpNames = Object.keys(recipeOps) as readonly RecipeOp[];

/** The kinds of leaf words. */
export const leafKinds = { gpr: 0, xmm: 1, stack: 2, constant: 3 } as const;
