// Tests that are known to have another outcome, each with its reason, which docs/differences.md lists too: the table only shrinks.
import type { ModeName } from './modes';

export interface KnownDifference {
  readonly module: string;
  readonly modes: readonly ModeName[];
  /** The test's name without module: class and method. */
  readonly tests: readonly string[];
  readonly reason: string;
}

const QUICKENED = ['test_loop_quicken', 'test_super_instructions', 'test_binary_specialize', 'test_show_caches'];

/** The table. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    module: 'test_weakref', modes: ['sync'], tests: ['ReferencesTestCase.test_callback_in_cycle_resurrection'],
    reason: 'the compiled __init__ of a class tests the type of self, and so keeps the class alive',
  },
  {
    module: 'test_module', modes: ['sync'], tests: ['ModuleTests.test_clear_dict_in_ref_cycle'],
    reason: 'the compiled __init__ of a class tests the type of self, and so keeps the class alive, and with it the globals',
  },
  {
    module: 'test_dis', modes: ['sync', 'eager'], tests: ['DisTests', 'DisWithFileTests'].flatMap((name) => QUICKENED.map((test) => `${name}.${test}`)),
    reason: 'the interpreter specializes neither what runs compiled nor, while there is compiled code, calls, which dis shows with adaptive=True',
  },
  {
    // Plain Python fails it as well when it is run alone.
    module: 'test_sys', modes: ['sync'], tests: ['SysModuleTest.test_refcount'],
    reason: 'an empty entry of the interpreter\'s method cache refers to None until the first look-up that uses it, and compiled code looks up less',
  },
];

/** Whether a test, by its full name (a subtest has more behind it), is known to differ in this mode. */
export function isKnown(module: string, mode: ModeName, test: string): boolean {
  return KNOWN_DIFFERENCES.some((known) => known.module === module && known.modes.includes(mode) && known.tests.some((name) => test.split(' ')[0] === `test.${module}.${name}`));
}
