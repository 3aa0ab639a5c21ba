// CPython 3.11: the numbers and the peculiarities of that version. Offsets were printed by a C program from the headers
// (Include/internal with Py_BUILD_CORE) of 3.11.2, 3.11.2 with Py_DEBUG and 3.11.7, which agree.

import type { Dialect } from './dialect';

/** Everything that the runtime knows about CPython 3.11. */
export const python311: Dialect = {
  version: '3.11',
  opcodes: { reraise: 119, returnValue: 83 },
  dataStackChunkSize: 16384, // Python/pystate.c: DATA_STACK_CHUNK_SIZE
  arenaSize: 1 << 20, // Objects/obmalloc.c: ARENA_SIZE with a radix tree, as on every 64-bit system
  dataStackOverhead: 1000, // Python/pystate.c: MINIMUM_OVERHEAD
  frameOwnedByFrameObject: 2, // pycore_frame.h: FRAME_OWNED_BY_FRAME_OBJECT
  traceCall: 0, // pystate.h: PyTrace_CALL
  traceLine: 2, // pystate.h: PyTrace_LINE
  traceReturn: 3, // pystate.h: PyTrace_RETURN
  pendingCallsCapacity: 32, // pycore_interp.h: NPENDINGCALLS
  offsets: {
    objectRefcount: 0, objectType: 8, varObjectSize: 16, typeName: 24, typeDealloc: 48, typeNew: 312, typeFlags: 168, tupleItems: 24, listItems: 24, bytesData: 32,
    frameFunction: 0, frameGlobals: 8, frameBuiltins: 16, frameLocals: 24, frameCode: 32, frameObject: 40, framePrevious: 48,
    framePreviousInstruction: 56, frameStackTop: 64, frameIsEntry: 68, frameOwner: 69, framePadding: 70, frameLocalsPlus: 72,
    codeExceptionTable: 40, codeStackSize: 68, codeLocalsPlusCount: 76, codeFirstTraceable: 168, codeExtra: 176, codeAdaptive: 184,
    codeExtraSize: 0, codeExtraItems: 8, // Objects/codeobject.c: _PyCodeObjectExtra
    functionGlobals: 16, functionBuiltins: 24,
    threadNext: 8, threadInterpreter: 16, threadId: 240, threadNativeHandle: 152, threadRecursionRemaining: 32, threadTracing: 44, threadCframe: 56,
    threadProfileFunction: 64, threadTraceFunction: 72, threadDataStackChunk: 296, threadDataStackTop: 304, threadDataStackLimit: 312,
    cframeUseTracing: 0, cframeCurrentFrame: 8,
    chunkPrevious: 0, chunkSize: 8, chunkTop: 16, chunkData: 24,
    interpreterThreadsHead: 16, interpreterEvalFrame: 1424, interpreterEvalBreaker: 100, interpreterGilDropRequest: 104, interpreterRuntime: 40,
    runtimeMainThread: 80, runtimeCurrentThread: 576, runtimeSignalsPending: 352, threadIdentifier: 152, pendingAsyncException: 124,
    pendingCallsToDo: 120, pendingCalls: 128, pendingFirst: 640, pendingLast: 644,
    frameObjectBack: 16, frameObjectFrame: 24, frameObjectLineNumber: 40, frameObjectData: 48,
    rangeIteratorIndex: 16, rangeIteratorStart: 24, rangeIteratorStep: 32, rangeIteratorLength: 40, // Objects/rangeobject.c: rangeiterobject
    sequenceIteratorIndex: 16, // Objects/listobject.c, tupleobject.c, unicodeobject.c: it_index
    instanceValues: -32, // pycore_object.h: _PyObject_ValuesPointer
  },
};
