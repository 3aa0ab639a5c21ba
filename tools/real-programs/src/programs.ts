// Which programs are run: one fixed workload for each package, and own tests of packages that come with them. Declared once.

export interface RealProgram {
  readonly name: string;
  /** Modules that must be there; nothing of them is part of this repository. */
  readonly needs: readonly string[];
  /** The Debian package that has them, for the message when they are absent. */
  readonly debian: string;
  /** File in programs/, and its arguments: for the workloads a number of rounds that takes about two seconds. */
  readonly words: readonly string[];
  /** The same for the run with everything compiled, which takes most of its time for compiling: one round will do. */
  readonly syncWords: readonly string[];
}

const workload = (name: string, file: string, rounds: number, module: string = name, debian = `python3-${name}`): RealProgram => ({
  name, needs: [module], debian, words: [file, String(rounds)], syncWords: [file, '1'],
});

/** A package's own tests: files inside the package. */
function suite(module: string, ...files: string[]): RealProgram {
  const words = ['suite.py', module, ...files];
  return { name: `${module} tests`, needs: [module, 'pytest'], debian: `python3-${module} python3-pytest`, words, syncWords: words };
}

export const PROGRAMS: readonly RealProgram[] = [
  workload('sympy', 'sympy_algebra.py', 2),
  workload('networkx', 'networkx_graphs.py', 20),
  workload('docutils', 'docutils_html.py', 6),
  workload('pygments', 'pygments_highlight.py', 16),
  workload('jinja2', 'jinja2_templates.py', 17),
  workload('mako', 'mako_templates.py', 46),
  workload('chameleon', 'chameleon_templates.py', 35),
  workload('mpmath', 'mpmath_numbers.py', 6),
  workload('html5lib', 'html5lib_parse.py', 12),
  workload('pycparser', 'pycparser_c.py', 25),
  workload('lark', 'lark_parse.py', 20),
  workload('sqlparse', 'sqlparse_format.py', 8),
  workload('markdown', 'markdown_html.py', 20),
  workload('pyparsing', 'pyparsing_grammars.py', 60),
  workload('ecdsa', 'ecdsa_signatures.py', 60),
  workload('simpy', 'simpy_bank.py', 60, 'SimPy'),
  workload('hypothesis', 'hypothesis_properties.py', 4),
  workload('black', 'black_format.py', 9, 'black', 'black'),
  workload('mypy', 'mypy_check.py', 1, 'mypy', 'mypy'),
  suite('sympy', ...['core/tests/test_arit.py', 'core/tests/test_expand.py', 'polys/tests/test_polytools.py', 'ntheory/tests/test_factor_.py', 'matrices/tests/test_matrices.py', 'parsing/tests/test_sympy_parser.py', 'printing/tests/test_str.py']),
  suite('networkx', ...['algorithms/tests/test_clique.py', 'algorithms/tests/test_matching.py', 'algorithms/flow/tests/test_maxflow.py', 'algorithms/shortest_paths/tests', 'classes/tests', 'generators/tests/test_classic.py', 'algorithms/isomorphism/tests/test_vf2pp.py', 'algorithms/tests/test_planarity.py']),
  suite('mpmath', ...['test_basic_ops', 'test_convert', 'test_division', 'test_functions', 'test_gammazeta', 'test_interval', 'test_linalg', 'test_matrices', 'test_quad', 'test_rootfinding', 'test_str', 'test_trig'].map((name) => `tests/${name}.py`)),
  suite('ecdsa', ...['test_curves', 'test_der', 'test_ecdsa', 'test_eddsa', 'test_ellipticcurve', 'test_jacobi', 'test_numbertheory', 'test_keys'].map((name) => `${name}.py`)),
  suite('chameleon', ...['test_astutil', 'test_exc', 'test_loader', 'test_parser', 'test_templates', 'test_tokenizer'].map((name) => `tests/${name}.py`)),
];
