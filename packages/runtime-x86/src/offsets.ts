// What the runtime knows of CPython: byte offsets into its structures, as one flat interface. Knows no numbers; see dialects/.

/** Byte offsets of the fields that the runtime touches, for one build of CPython. */
export interface RuntimeOffsets {
  readonly objectRefcount: number;
  readonly objectType: number;
  readonly varObjectSize: number;
  readonly typeName: number;
  readonly typeDealloc: number;
  readonly typeNew: number;
  readonly typeFlags: number;
  readonly tupleItems: number;
  readonly listItems: number;
  readonly bytesData: number;

  readonly frameFunction: number;
  readonly frameGlobals: number;
  readonly frameBuiltins: number;
  readonly frameLocals: number;
  readonly frameCode: number;
  readonly frameObject: number;
  readonly framePrevious: number;
  readonly framePreviousInstruction: number;
  readonly frameStackTop: number;
  readonly frameIsEntry: number;
  readonly frameOwner: number;
  /** A byte of padding in the frame header, which the interpreter neither reads nor writes: the runtime keeps the continuation there. */
  readonly framePadding: number;
  /** Where the locals and the evaluation stack start; also the size of the header. */
  readonly frameLocalsPlus: number;

  readonly codeExceptionTable: number;
  readonly codeStackSize: number;
  readonly codeLocalsPlusCount: number;
  readonly codeFirstTraceable: number;
  readonly codeExtra: number;
  readonly codeAdaptive: number;
  readonly codeExtraSize: number;
  readonly codeExtraItems: number;

  readonly functionGlobals: number;
  readonly functionBuiltins: number;

  readonly threadNext: number;
  readonly threadInterpreter: number;
  readonly threadId: number;
  /** What pthread_self() gave. */
  readonly threadNativeHandle: number;
  readonly threadRecursionRemaining: number;
  readonly threadTracing: number;
  readonly threadCframe: number;
  readonly threadProfileFunction: number;
  readonly threadTraceFunction: number;
  readonly threadDataStackChunk: number;
  readonly threadDataStackTop: number;
  readonly threadDataStackLimit: number;
  readonly cframeUseTracing: number;
  readonly cframeCurrentFrame: number;
  readonly chunkPrevious: number;
  readonly chunkSize: number;
  readonly chunkTop: number;
  readonly chunkData: number;

  readonly interpreterThreadsHead: number;
  readonly interpreterEvalFrame: number;
  readonly interpreterEvalBreaker: number;
  readonly interpreterGilDropRequest: number;
  readonly interpreterRuntime: number;
  /** In _PyRuntimeState: the identifier of the main thread, and the state of the thread that holds the GIL. */
  readonly runtimeMainThread: number;
  readonly runtimeCurrentThread: number;
  readonly runtimeSignalsPending: number;
  readonly threadIdentifier: number;
  readonly pendingAsyncException: number;
  readonly pendingCallsToDo: number;
  readonly pendingCalls: number;
  readonly pendingFirst: number;
  readonly pendingLast: number;

  readonly frameObjectBack: number;
  readonly frameObjectFrame: number;
  readonly frameObjectLineNumber: number;
  readonly frameObjectData: number;

  readonly rangeIteratorIndex: number;
  readonly rangeIteratorStart: number;
  readonly rangeIteratorStep: number;
  readonly rangeIteratorLength: number;
  /** Of list, tuple and str iterators alike. */
  readonly sequenceIteratorIndex: number;
  /** From the object to the pointer to its inline attribute values (negative). */
  readonly instanceValues: number;
}
