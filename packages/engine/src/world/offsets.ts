// From the generated layout of one CPython version to the offsets that the specializer, the backend and the runtime want.
// Names only: no number is written down here.
import type { Target as BackendTarget } from '@psyco/backend';
import type { Layout } from '@psyco/objects';
import type { RuntimeOffsets } from '@psyco/runtime-x86';
import type { Offsets } from '@psyco/specializer';

/** For the specializer. */
export function specializerOffsets(layout: Layout): Offsets {
  const { constants } = layout;
  return {
    objectType: layout.PyObject.ob_type,
    varSize: layout.PyVarObject.ob_size,
    floatValue: layout.PyFloatObject.ob_fval,
    listItems: layout.PyListObject.ob_item,
    listAllocated: layout.PyListObject.allocated,
    tupleItems: layout.PyTupleObject.ob_item,
    cellContent: layout.PyCellObject.ob_ref,
    stringLength: layout.PyASCIIObject.length,
    stringState: layout.PyASCIIObject.state,
    stringAsciiData: layout.PyASCIIObject.sizeof,
    stringCompactData: layout.PyCompactUnicodeObject.sizeof,
    dictKeys: layout.PyDictObject.ma_keys,
    dictUsed: layout.PyDictObject.ma_used,
    dictValues: layout.PyDictObject.ma_values,
    keysKind: layout.PyDictKeysObject.dk_kind,
    keysEntryCount: layout.PyDictKeysObject.dk_nentries,
    typeVersionTag: layout.PyTypeObject.tp_version_tag,
    functionCode: layout.PyFunctionObject.func_code,
    functionDefaults: layout.PyFunctionObject.func_defaults,
    functionClosure: layout.PyFunctionObject.func_closure,
    inlineValues: constants.INLINE_VALUES_OFFSET!,
    managedDict: constants.MANAGED_DICT_OFFSET,
    valuesFirst: layout.PyDictValues.values,
    frameLocals: layout._PyInterpreterFrame.localsplus,
    frameGlobals: layout._PyInterpreterFrame.f_globals,
    frameBuiltins: layout._PyInterpreterFrame.f_builtins,
    intDigits: layout.PyLongObject.ob_digit,
    frameStackTop: layout._PyInterpreterFrame.stacktop,
    frameLocalsDict: layout._PyInterpreterFrame.f_locals,
    framePreviousInstruction: layout._PyInterpreterFrame.instruction,
    codeAdaptive: layout.PyCodeObject.co_code_adaptive,
    threadCframe: layout.PyThreadState.cframe!,
    cframeUseTracing: layout._PyCFrame!.use_tracing!,
    currentException: layout.PyThreadState.curexc_type!,
    rangeStart: layout.rangeobject.start,
    rangeStop: layout.rangeobject.stop,
    rangeStep: layout.rangeobject.step,
    rangeLength: layout.rangeobject.length,
    rangeIterator: {
      index: layout._PyRangeIterObject.index ?? null,
      start: layout._PyRangeIterObject.start,
      step: layout._PyRangeIterObject.step,
      length: layout._PyRangeIterObject.len,
    },
    typeNew: layout.PyTypeObject.tp_new,
    typeGetAttribute: layout.PyTypeObject.tp_getattro,
    typeSetAttribute: layout.PyTypeObject.tp_setattro,
    propertyGetter: layout.propertyobject.prop_get,
  };
}

/** For the backend: what it finds in the interpreter's own static data comes from `statics`. */
export function backendOffsets(layout: Layout, statics: Pick<BackendTarget['offsets'], 'floatFreeList' | 'smallInts'>): BackendTarget['offsets'] {
  return {
    objectRefcount: layout.PyObject.ob_refcnt,
    objectType: layout.PyObject.ob_type,
    floatValue: layout.PyFloatObject.ob_fval,
    longSize: layout.PyVarObject.ob_size,
    longDigits: layout.PyLongObject.ob_digit,
    threadCframe: layout.PyThreadState.cframe!,
    cframeCurrentFrame: layout._PyCFrame!.current_frame,
    framePrevious: layout._PyInterpreterFrame.previous,
    threadRecursionRemaining: layout.PyThreadState.recursion_remaining!,
    ...statics,
  };
}

/** For the runtime: what the layout knows of it; the rest stays as its dialect has it. */
export function runtimeOffsets(layout: Layout, dialect: RuntimeOffsets): RuntimeOffsets {
  const { PyThreadState: thread, PyInterpreterState: interpreter, PyCodeObject: code, _PyInterpreterFrame: frame, _pending_calls: pending } = layout;
  return {
    ...dialect,
    objectRefcount: layout.PyObject.ob_refcnt,
    objectType: layout.PyObject.ob_type,
    varObjectSize: layout.PyVarObject.ob_size,
    typeName: layout.PyTypeObject.tp_name,
    typeNew: layout.PyTypeObject.tp_new,
    tupleItems: layout.PyTupleObject.ob_item,
    listItems: layout.PyListObject.ob_item,
    bytesData: layout.PyBytesObject.ob_sval,
    frameFunction: frame.function,
    frameGlobals: frame.f_globals,
    frameBuiltins: frame.f_builtins,
    frameLocals: frame.f_locals,
    frameCode: frame.code,
    frameObject: frame.frame_obj,
    framePrevious: frame.previous,
    framePreviousInstruction: frame.instruction,
    frameStackTop: frame.stacktop,
    frameIsEntry: frame.is_entry!,
    frameOwner: frame.owner,
    framePadding: frame.owner + 1,
    frameLocalsPlus: frame.localsplus,
    codeExceptionTable: code.co_exceptiontable,
    codeStackSize: code.co_stacksize,
    codeLocalsPlusCount: code.co_nlocalsplus,
    codeFirstTraceable: code._co_firsttraceable,
    codeExtra: code.co_extra,
    codeAdaptive: code.co_code_adaptive,
    codeExtraSize: layout._PyCodeObjectExtra.ce_size,
    codeExtraItems: layout._PyCodeObjectExtra.ce_extras,
    functionGlobals: layout.PyFunctionObject.func_globals,
    functionBuiltins: layout.PyFunctionObject.func_builtins,
    threadNext: thread.next,
    threadInterpreter: thread.interp,
    threadRecursionRemaining: thread.recursion_remaining!,
    threadTracing: thread.tracing,
    threadCframe: thread.cframe!,
    threadProfileFunction: thread.c_profilefunc,
    threadTraceFunction: thread.c_tracefunc,
    threadDataStackChunk: thread.datastack_chunk,
    threadDataStackTop: thread.datastack_top,
    threadDataStackLimit: thread.datastack_limit,
    cframeUseTracing: layout._PyCFrame!.use_tracing!,
    cframeCurrentFrame: layout._PyCFrame!.current_frame,
    chunkPrevious: layout._PyStackChunk.previous,
    chunkSize: layout._PyStackChunk.size,
    chunkTop: layout._PyStackChunk.top,
    chunkData: layout._PyStackChunk.data,
    interpreterThreadsHead: interpreter.threads_head,
    interpreterEvalFrame: interpreter.eval_frame,
    interpreterEvalBreaker: interpreter.eval_breaker!,
    pendingCallsToDo: interpreter.pending + pending.calls_to_do,
    pendingCalls: interpreter.pending + pending.calls,
    pendingFirst: interpreter.pending + pending.first,
    pendingLast: interpreter.pending + pending.last,
  };
}
