// The parts of CPython's test suite that continuous integration runs: quick files that between them use the whole language.

/** About two minutes on two quiet processors; part of `npm test`. */
export const SHORT_SLICE: readonly string[] = ['test_grammar', 'test_scope', 'test_generators', 'test_exceptions', 'test_sys_settrace', 'test_opcache', 'test_coroutines'];

/** Under eight minutes on two quiet processors: `npm run cpython-tests -- --slice`. */
export const LONG_SLICE: readonly string[] = [
  ...SHORT_SLICE,
  'test_list', 'test_tuple', 'test_dict', 'test_int', 'test_float', 'test_math', 'test_range', 'test_enumerate', 'test_iter', 'test_class',
  'test_richcmp', 'test_operator', 'test_functools', 'test_contextlib', 'test_with', 'test_traceback', 'test_frame', 'test_weakref', 'test_gc',
  'test_signal', 'test_bdb', 'test_descr',
];
