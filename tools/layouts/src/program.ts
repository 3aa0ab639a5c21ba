// Writes the C program that measures the structs with the headers' own declarations.
import { CONSTANTS } from './constants';
import { includes, type VersionNumber } from './specification';
import { STRUCTS } from './structs';

const PREAMBLE = `#define Py_BUILD_CORE 1
#include <Python.h>
#include <structmember.h>
#include <frameobject.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_gc.h"
#include "internal/pycore_moduleobject.h"
#include "internal/pycore_list.h"
#include "internal/pycore_tuple.h"
#include "internal/pycore_long.h"
#if PY_VERSION_HEX >= 0x030c0000
#include "internal/pycore_range.h"
#define SINGLETONS (((_PyRuntimeState *)0)->static_objects.singletons)
#else
#define SINGLETONS (((_PyRuntimeState *)0)->global_objects.singletons)
#endif
typedef struct _dictkeysobject PyDictKeysObject_;
#define PyDictKeysObject PyDictKeysObject_
static unsigned state_word(PyASCIIObject *o) { unsigned word; memcpy(&word, &o->state, sizeof word); return word; }
#define STATE_MASK(FIELD) (memset(&o, 0, sizeof o), o.state.FIELD = (unsigned)-1, (long long)state_word(&o))
`;

/** The whole program; it prints lines of `struct name size`, `field struct key offset size`, `constant key value`, `build ...`. */
export function measuringProgram(version: VersionNumber): string {
  const declarations: string[] = [];
  const lines: string[] = [];
  for (const struct of STRUCTS) {
    if (!includes(struct.versions, version)) continue;
    if (struct.private && includes(struct.private.versions, version)) declarations.push(`/* ${struct.private.source} */ ${struct.private.declaration}`);
    const type = struct.type ?? struct.name;
    lines.push(`printf("struct ${struct.name} %zu\\n", sizeof(${type}));`);
    for (const field of struct.fields) {
      if (!includes(field.versions, version)) continue;
      const size = field.flexible ? '(size_t)0' : `sizeof(((${type} *)0)->${field.path})`;
      lines.push(`printf("field ${struct.name} ${field.key} %zu %zu\\n", offsetof(${type}, ${field.path}), ${size});`);
    }
  }
  for (const { key, expression, versions } of CONSTANTS) {
    if (includes(versions, version)) lines.push(`printf("constant ${key} %lld\\n", (long long)(${expression}));`);
  }
  return `${PREAMBLE}${declarations.join('\n')}
int main(void) {
  PyASCIIObject o;
  (void)o;
#ifdef Py_DEBUG
  int debug = 1;
#else
  int debug = 0;
#endif
#ifdef Py_GIL_DISABLED
  int free_threaded = 1;
#else
  int free_threaded = 0;
#endif
  printf("build %d %d %d %d %d\\n", PY_MAJOR_VERSION, PY_MINOR_VERSION, PY_MICRO_VERSION, debug, free_threaded);
  ${lines.join('\n  ')}
  return 0;
}
`;
}
