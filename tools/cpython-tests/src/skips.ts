// Files of the suite that are not run, each with its reason: the list only shrinks.

/** Files that are never skipped, whatever happens: here a compiler shows first that it is not quite Python. */
export const NEVER_SKIPPED: readonly string[] = [
  'test_sys_settrace', 'test_bdb', 'test_pdb', 'test_threading', 'test_signal', 'test_generators', 'test_exceptions', 'test_traceback',
  'test_frame', 'test_inspect', 'test_gc', 'test_weakref', 'test_richcmp', 'test_isinstance', 'test_sys', 'test_descr', 'test_multiprocessing_fork',
];

/** By file: why it is not run. */
export const SKIPPED_FILES: Readonly<Record<string, string>> = {};
