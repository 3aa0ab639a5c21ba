// Constants of the headers that readers of objects need: name in the layout, C expression, versions.
import { parseRange, type VersionRange } from './specification';

export interface ConstantSpecification {
  readonly key: string;
  readonly expression: string;
  readonly versions: VersionRange;
}

const constant = (key: string, expression = key, versions?: string): ConstantSpecification => ({ key, expression, versions: parseRange(versions) });

/** The word of PyASCIIObject.state with all bits of one bit field set. */
const stateMask = (field: string, versions?: string): ConstantSpecification => constant(`state_${field}`, `STATE_MASK(${field})`, versions);

const TYPE_FLAGS = `HAVE_FINALIZE MANAGED_DICT SEQUENCE MAPPING DISALLOW_INSTANTIATION IMMUTABLETYPE HEAPTYPE BASETYPE HAVE_VECTORCALL READY
  HAVE_GC METHOD_DESCRIPTOR VALID_VERSION_TAG IS_ABSTRACT LONG_SUBCLASS LIST_SUBCLASS TUPLE_SUBCLASS BYTES_SUBCLASS UNICODE_SUBCLASS
  DICT_SUBCLASS BASE_EXC_SUBCLASS TYPE_SUBCLASS`;

export const CONSTANTS: readonly ConstantSpecification[] = [
  ...TYPE_FLAGS.split(/\s+/).map((name) => constant(`Py_TPFLAGS_${name}`)),
  constant('Py_TPFLAGS_STATIC_BUILTIN', '_Py_TPFLAGS_STATIC_BUILTIN', '>=3.12'),
  constant('Py_TPFLAGS_INLINE_VALUES', 'Py_TPFLAGS_INLINE_VALUES', '>=3.13'),
  constant('Py_TPFLAGS_MANAGED_WEAKREF', 'Py_TPFLAGS_MANAGED_WEAKREF', '>=3.12'),
  // Where a managed dict and the inline values of an instance are, from the start of the object: pycore_object.h,
  // _PyObject_ValuesPointer() and _PyObject_ManagedDictPointer() of 3.11, _PyObject_DictOrValuesPointer() of 3.12,
  // _PyObject_ManagedDictPointer() of 3.13.
  constant('MANAGED_DICT_OFFSET', '-3 * (long long)sizeof(PyObject *)'),
  constant('INLINE_VALUES_OFFSET', '-4 * (long long)sizeof(PyObject *)', '3.11'),
  ...['interned', 'kind', 'compact', 'ascii'].map((field) => stateMask(field)),
  stateMask('ready', '3.11'),
  stateMask('statically_allocated', '>=3.12'),
  constant('PyLong_SHIFT'),
  constant('PyLong_NON_SIZE_BITS', '_PyLong_NON_SIZE_BITS', '>=3.12'),
  constant('PyLong_SIGN_MASK', '3', '>=3.12'),
  ...['DICT_KEYS_GENERAL', 'DICT_KEYS_UNICODE', 'DICT_KEYS_SPLIT', 'SHARED_KEYS_MAX_SIZE'].map((name) => constant(name)),
  ...['VARARGS', 'KEYWORDS', 'NOARGS', 'O', 'CLASS', 'STATIC', 'COEXIST', 'FASTCALL', 'METHOD'].map((name) => constant(`METH_${name}`)),
  ...['THREAD', 'GENERATOR', 'FRAME_OBJECT'].map((name) => constant(`FRAME_OWNED_BY_${name}`)),
  constant('FRAME_OWNED_BY_CSTACK', 'FRAME_OWNED_BY_CSTACK', '>=3.12'),
  ...['CREATED', 'SUSPENDED', 'EXECUTING', 'COMPLETED', 'CLEARED'].map((name) => constant(`FRAME_${name}`)),
  constant('FRAME_SPECIALS_SIZE', '(int)FRAME_SPECIALS_SIZE'),
  constant('PENDING_CALLS_SIZE', 'NPENDINGCALLS', '3.11-3.12'),
  constant('PENDING_CALLS_SIZE', 'PENDINGCALLSARRAYSIZE', '>=3.13'),
  constant('PENDING_CALL_SIZE', 'sizeof(((struct _pending_calls *)0)->calls[0])'),
  constant('MAX_CO_EXTRA_USERS'),
  // The small ints go from -SMALL_NEGATIVE_INTS to SMALL_POSITIVE_INTS - 1.
  constant('SMALL_NEGATIVE_INTS', '_PY_NSMALLNEGINTS'),
  constant('SMALL_POSITIVE_INTS', '_PY_NSMALLPOSINTS'),
  constant('ASCII_CHARACTER_SIZE', 'sizeof(SINGLETONS.strings.ascii[0])'),
  constant('LATIN1_CHARACTER_SIZE', 'sizeof(SINGLETONS.strings.latin1[0])'),
  constant('FLOAT_FREE_LIST_LIMIT', 'PyFloat_MAXFREELIST'),
  constant('LIST_FREE_LIST_LIMIT', 'PyList_MAXFREELIST'),
];
