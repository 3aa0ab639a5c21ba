// The parts of the suite that continuous integration runs: quick files that between them use the whole language.

/** About two minutes on two quiet processors; part of `npm test`. */
export const SHORT_SLICE: readonly string[] = [
  'test_grammar', 'test_scope', 'test_sys_settrace', 'test_generators', 'test_richcmp',
];

/** Under eight minutes on two quiet processors: `npm run cpython-tests -- --slice`. */
export const LONG_SLICE: readonly string[] = [
  ...SHORT_SLICE,
  'test_exceptions', 'test_traceback', 'test_frame', 'test_int', 'test_float', 'test_list', 'test_dict', 'test_tuple', 'test_range', 'test_class',
];
