// Generated from the headers of CPython by tools/layouts (`npm run generate`): do not edit.

/**
 * Where CPython keeps what: for each struct its size and the byte offset of each field, under their names in C. Fields that moved
 * between structs or were renamed have one name for all versions.
 */
export interface Layout {
  /** Major and minor version: '3.11'. */
  readonly version: string;
  /** A build with Py_DEBUG. */
  readonly debug: boolean;
  /** The exact version whose headers were measured. */
  readonly measured: string;
  readonly PyObject: Readonly<{ sizeof: number; ob_refcnt: number; ob_type: number }>;
  readonly PyVarObject: Readonly<{ sizeof: number; ob_size: number }>;
  readonly PyLongObject: Readonly<{ sizeof: number; lv_tag?: number; ob_digit: number }>;
  readonly PyFloatObject: Readonly<{ sizeof: number; ob_fval: number }>;
  readonly PyComplexObject: Readonly<{ sizeof: number; real: number; imag: number }>;
  readonly PyListObject: Readonly<{ sizeof: number; ob_item: number; allocated: number }>;
  readonly PyTupleObject: Readonly<{ sizeof: number; ob_item: number }>;
  readonly PyBytesObject: Readonly<{ sizeof: number; ob_shash: number; ob_sval: number }>;
  readonly PyByteArrayObject: Readonly<{ sizeof: number; ob_alloc: number; ob_bytes: number; ob_start: number; ob_exports: number }>;
  readonly PyASCIIObject: Readonly<{ sizeof: number; length: number; hash: number; state: number; wstr?: number }>;
  readonly PyCompactUnicodeObject: Readonly<{ sizeof: number; utf8_length: number; utf8: number; wstr_length?: number }>;
  readonly PyUnicodeObject: Readonly<{ sizeof: number; data: number }>;
  readonly PyDictObject: Readonly<{ sizeof: number; ma_used: number; ma_version_tag: number; ma_keys: number; ma_values: number }>;
  readonly PyDictKeysObject: Readonly<{ sizeof: number; dk_refcnt: number; dk_log2_size: number; dk_log2_index_bytes: number; dk_kind: number; dk_version: number; dk_usable: number; dk_nentries: number; dk_indices: number }>;
  readonly PyDictKeyEntry: Readonly<{ sizeof: number; me_hash: number; me_key: number; me_value: number }>;
  readonly PyDictUnicodeEntry: Readonly<{ sizeof: number; me_key: number; me_value: number }>;
  readonly PyDictValues: Readonly<{ sizeof: number; capacity?: number; size?: number; embedded?: number; valid?: number; values: number }>;
  readonly _PyDictViewObject: Readonly<{ sizeof: number; dv_dict: number }>;
  readonly PySetObject: Readonly<{ sizeof: number; fill: number; used: number; mask: number; table: number; hash: number; finger: number; smalltable: number }>;
  readonly setentry: Readonly<{ sizeof: number; key: number; hash: number }>;
  readonly PyCellObject: Readonly<{ sizeof: number; ob_ref: number }>;
  readonly PySliceObject: Readonly<{ sizeof: number; start: number; stop: number; step: number }>;
  readonly PyModuleObject: Readonly<{ sizeof: number; md_dict: number; md_def: number; md_state: number; md_name: number }>;
  readonly PyMemberDef: Readonly<{ sizeof: number; name: number; type: number; offset: number; flags: number }>;
  readonly PyGetSetDef: Readonly<{ sizeof: number; name: number; get: number; set: number; doc: number; closure: number }>;
  readonly PyMethodDef: Readonly<{ sizeof: number; ml_name: number; ml_meth: number; ml_flags: number; ml_doc: number }>;
  readonly PyFunctionObject: Readonly<{ sizeof: number; func_globals: number; func_builtins: number; func_name: number; func_qualname: number; func_code: number; func_defaults: number; func_kwdefaults: number; func_closure: number; func_doc: number; func_dict: number; func_weakreflist: number; func_module: number; func_annotations: number; func_typeparams?: number; vectorcall: number; func_version: number }>;
  readonly PyMethodObject: Readonly<{ sizeof: number; im_func: number; im_self: number; im_weakreflist: number; vectorcall: number }>;
  readonly PyCFunctionObject: Readonly<{ sizeof: number; m_ml: number; m_self: number; m_module: number; m_weakreflist: number; vectorcall: number }>;
  readonly PyCMethodObject: Readonly<{ sizeof: number; mm_class: number }>;
  readonly PyDescrObject: Readonly<{ sizeof: number; d_type: number; d_name: number; d_qualname: number }>;
  readonly PyMethodDescrObject: Readonly<{ sizeof: number; d_type: number; d_name: number; d_qualname: number; d_method: number; vectorcall: number }>;
  readonly PyMemberDescrObject: Readonly<{ sizeof: number; d_type: number; d_name: number; d_qualname: number; d_member: number }>;
  readonly PyGetSetDescrObject: Readonly<{ sizeof: number; d_type: number; d_name: number; d_qualname: number; d_getset: number }>;
  readonly PyWrapperDescrObject: Readonly<{ sizeof: number; d_type: number; d_name: number; d_qualname: number; d_base: number; d_wrapped: number }>;
  readonly wrapperbase: Readonly<{ sizeof: number; name: number; offset: number; function: number; wrapper: number; doc: number; flags: number }>;
  readonly PyCodeObject: Readonly<{ sizeof: number; co_consts: number; co_names: number; co_exceptiontable: number; co_flags: number; co_warmup?: number; _co_linearray_entry_size?: number; co_argcount: number; co_posonlyargcount: number; co_kwonlyargcount: number; co_stacksize: number; co_firstlineno: number; co_nlocalsplus: number; co_framesize?: number; co_nlocals: number; co_nplaincellvars?: number; co_ncellvars: number; co_nfreevars: number; co_version?: number; co_localsplusnames: number; co_localspluskinds: number; co_filename: number; co_name: number; co_qualname: number; co_linetable: number; co_weakreflist: number; _co_code?: number; _co_linearray?: number; co_executors?: number; _co_cached?: number; _co_instrumentation_version?: number; _co_monitoring?: number; _co_firsttraceable: number; co_extra: number; co_code_adaptive: number }>;
  readonly PyGenObject: Readonly<{ sizeof: number; gi_code?: number; gi_weakreflist: number; gi_name: number; gi_qualname: number; gi_exc_state: number; gi_origin_or_finalizer: number; gi_hooks_inited: number; gi_closed: number; gi_running_async: number; gi_frame_state: number; gi_iframe: number }>;
  readonly PyFrameObject: Readonly<{ sizeof: number; f_back: number; f_frame: number; f_trace: number; f_lineno: number; f_trace_lines: number; f_trace_opcodes: number; f_fast_as_locals?: number; f_extra_locals?: number; f_locals_cache?: number; _f_frame_data: number }>;
  readonly PyTracebackObject: Readonly<{ sizeof: number; tb_next: number; tb_frame: number; tb_lasti: number; tb_lineno: number }>;
  readonly PyBaseExceptionObject: Readonly<{ sizeof: number; dict: number; args: number; notes: number; traceback: number; context: number; cause: number; suppress_context: number }>;
  readonly PyStopIterationObject: Readonly<{ sizeof: number; value: number }>;
  readonly PyWeakReference: Readonly<{ sizeof: number; wr_object: number; wr_callback: number; hash: number }>;
  readonly rangeobject: Readonly<{ sizeof: number; start: number; stop: number; step: number; length: number }>;
  readonly _PyRangeIterObject: Readonly<{ sizeof: number; index?: number; start: number; step: number; len: number }>;
  readonly longrangeiterobject: Readonly<{ sizeof: number; index?: number; start: number; step: number; len: number }>;
  readonly _PyListIterObject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly listreviterobject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly _PyTupleIterObject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly unicodeiterobject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly striterobject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly seqiterobject: Readonly<{ sizeof: number; it_index: number; it_seq: number }>;
  readonly calliterobject: Readonly<{ sizeof: number; it_callable: number; it_sentinel: number }>;
  readonly dictiterobject: Readonly<{ sizeof: number; di_dict: number; di_used: number; di_pos: number; di_result: number; len: number }>;
  readonly setiterobject: Readonly<{ sizeof: number; si_set: number; si_used: number; si_pos: number; len: number }>;
  readonly enumobject: Readonly<{ sizeof: number; en_index: number; en_sit: number; en_result: number; en_longindex: number; one: number }>;
  readonly reversedobject: Readonly<{ sizeof: number; index: number; seq: number }>;
  readonly zipobject: Readonly<{ sizeof: number; tuplesize: number; ittuple: number; result: number; strict: number }>;
  readonly mapobject: Readonly<{ sizeof: number; iters: number; func: number }>;
  readonly filterobject: Readonly<{ sizeof: number; func: number; it: number }>;
  readonly propertyobject: Readonly<{ sizeof: number; prop_get: number; prop_set: number; prop_del: number; prop_doc: number; prop_name: number; getter_doc: number }>;
  readonly classmethod: Readonly<{ sizeof: number; cm_callable: number; cm_dict: number }>;
  readonly staticmethod: Readonly<{ sizeof: number; sm_callable: number; sm_dict: number }>;
  readonly mappingproxyobject: Readonly<{ sizeof: number; mapping: number }>;
  readonly wrapperobject: Readonly<{ sizeof: number; descr: number; self: number }>;
  readonly superobject: Readonly<{ sizeof: number; type: number; obj: number; obj_type: number }>;
  readonly _PyCodeObjectExtra: Readonly<{ sizeof: number; ce_size: number; ce_extras: number }>;
  readonly PyTypeObject: Readonly<{ sizeof: number; tp_name: number; tp_basicsize: number; tp_itemsize: number; tp_dealloc: number; tp_vectorcall_offset: number; tp_getattr: number; tp_setattr: number; tp_as_async: number; tp_repr: number; tp_as_number: number; tp_as_sequence: number; tp_as_mapping: number; tp_hash: number; tp_call: number; tp_str: number; tp_getattro: number; tp_setattro: number; tp_as_buffer: number; tp_flags: number; tp_doc: number; tp_traverse: number; tp_clear: number; tp_richcompare: number; tp_weaklistoffset: number; tp_iter: number; tp_iternext: number; tp_methods: number; tp_members: number; tp_getset: number; tp_base: number; tp_dict: number; tp_descr_get: number; tp_descr_set: number; tp_dictoffset: number; tp_init: number; tp_alloc: number; tp_new: number; tp_free: number; tp_is_gc: number; tp_bases: number; tp_mro: number; tp_cache: number; tp_subclasses: number; tp_weaklist: number; tp_del: number; tp_version_tag: number; tp_finalize: number; tp_vectorcall: number; tp_watched?: number; tp_versions_used?: number }>;
  readonly PyHeapTypeObject: Readonly<{ sizeof: number; as_async: number; as_number: number; as_mapping: number; as_sequence: number; as_buffer: number; ht_name: number; ht_slots: number; ht_qualname: number; ht_cached_keys: number; ht_module: number; _ht_tpname: number; spec_cache_getitem: number; spec_cache_getitem_version?: number; spec_cache_init?: number }>;
  readonly PyNumberMethods: Readonly<{ sizeof: number; nb_add: number; nb_subtract: number; nb_multiply: number; nb_remainder: number; nb_divmod: number; nb_power: number; nb_negative: number; nb_positive: number; nb_absolute: number; nb_bool: number; nb_invert: number; nb_lshift: number; nb_rshift: number; nb_and: number; nb_xor: number; nb_or: number; nb_int: number; nb_reserved: number; nb_float: number; nb_inplace_add: number; nb_inplace_subtract: number; nb_inplace_multiply: number; nb_inplace_remainder: number; nb_inplace_power: number; nb_inplace_lshift: number; nb_inplace_rshift: number; nb_inplace_and: number; nb_inplace_xor: number; nb_inplace_or: number; nb_floor_divide: number; nb_true_divide: number; nb_inplace_floor_divide: number; nb_inplace_true_divide: number; nb_index: number; nb_matrix_multiply: number; nb_inplace_matrix_multiply: number }>;
  readonly PySequenceMethods: Readonly<{ sizeof: number; sq_length: number; sq_concat: number; sq_repeat: number; sq_item: number; was_sq_slice: number; sq_ass_item: number; was_sq_ass_slice: number; sq_contains: number; sq_inplace_concat: number; sq_inplace_repeat: number }>;
  readonly PyMappingMethods: Readonly<{ sizeof: number; mp_length: number; mp_subscript: number; mp_ass_subscript: number }>;
  readonly PyAsyncMethods: Readonly<{ sizeof: number; am_await: number; am_aiter: number; am_anext: number; am_send: number }>;
  readonly static_type_state?: Readonly<{ sizeof: number; tp_dict: number }>;
  readonly managed_static_type_state?: Readonly<{ sizeof: number; type: number; tp_dict: number }>;
  readonly PyGC_Head: Readonly<{ sizeof: number; _gc_next: number; _gc_prev: number }>;
  readonly _PyInterpreterFrame: Readonly<{ sizeof: number; function: number; f_globals: number; f_builtins: number; f_locals: number; code: number; frame_obj: number; previous: number; instruction: number; stacktop: number; is_entry?: number; return_offset?: number; owner: number; localsplus: number }>;
  readonly _PyCFrame?: Readonly<{ sizeof: number; use_tracing?: number; current_frame: number; previous: number }>;
  readonly _PyErr_StackItem: Readonly<{ sizeof: number; exc_value: number; previous_item: number }>;
  readonly _PyStackChunk: Readonly<{ sizeof: number; previous: number; size: number; top: number; data: number }>;
  readonly PyThreadState: Readonly<{ sizeof: number; prev: number; next: number; interp: number; eval_breaker?: number; state?: number; recursion_remaining: number; recursion_limit: number; c_recursion_remaining?: number; recursion_headroom?: number; tracing: number; what_event?: number; cframe?: number; current_frame?: number; c_profilefunc: number; c_tracefunc: number; c_profileobj: number; c_traceobj: number; curexc_type?: number; curexc_value?: number; curexc_traceback?: number; current_exception?: number; exc_info: number; dict: number; gilstate_counter: number; async_exc: number; thread_id: number; native_thread_id: number; context: number; context_ver: number; id: number; datastack_chunk: number; datastack_top: number; datastack_limit: number; exc_state: number; root_cframe?: number }>;
  readonly PyInterpreterState: Readonly<{ sizeof: number; next: number; threads_head: number; threads_main?: number; threads_count: number; runtime: number; id: number; finalizing: number; eval_breaker?: number; gil_drop_request?: number; ceval_recursion_limit: number; gil?: number; instrumentation_version?: number; monitoring_version?: number; pending: number; modules: number; sysdict: number; builtins: number; builtins_copy: number; import_func: number; eval_frame: number; co_extra_user_count: number; co_extra_freefuncs: number; gc: number; static_types?: number; extension_static_types?: number; dict: number; float_free_list: number; float_free_count: number; list_free_list: number; list_free_count: number; tuple_free_list: number; tuple_free_count: number; gc_enabled: number; gc_collecting: number; gc_generations: number; gc_generation0: number }>;
  readonly gc_generation: Readonly<{ sizeof: number; head: number; threshold: number; count: number }>;
  readonly _pending_calls: Readonly<{ sizeof: number; calls_to_do: number; async_exc?: number; calls: number; first: number; last: number }>;
  readonly _gil_runtime_state: Readonly<{ sizeof: number; interval: number; last_holder: number; locked: number; switch_number: number }>;
  readonly _PyRuntimeState: Readonly<{ sizeof: number; _initialized: number; core_initialized: number; initialized: number; finalizing: number; interpreters_head: number; interpreters_main: number; main_thread: number; gil?: number; tstate_current?: number; signals_pending?: number; autoTSSkey: number; small_ints: number; bytes_empty: number; tuple_empty: number; ascii_characters: number; latin1_characters: number }>;
  readonly constants: Readonly<{ Py_TPFLAGS_HAVE_FINALIZE: number; Py_TPFLAGS_MANAGED_DICT: number; Py_TPFLAGS_SEQUENCE: number; Py_TPFLAGS_MAPPING: number; Py_TPFLAGS_DISALLOW_INSTANTIATION: number; Py_TPFLAGS_IMMUTABLETYPE: number; Py_TPFLAGS_HEAPTYPE: number; Py_TPFLAGS_BASETYPE: number; Py_TPFLAGS_HAVE_VECTORCALL: number; Py_TPFLAGS_READY: number; Py_TPFLAGS_HAVE_GC: number; Py_TPFLAGS_METHOD_DESCRIPTOR: number; Py_TPFLAGS_VALID_VERSION_TAG: number; Py_TPFLAGS_IS_ABSTRACT: number; Py_TPFLAGS_LONG_SUBCLASS: number; Py_TPFLAGS_LIST_SUBCLASS: number; Py_TPFLAGS_TUPLE_SUBCLASS: number; Py_TPFLAGS_BYTES_SUBCLASS: number; Py_TPFLAGS_UNICODE_SUBCLASS: number; Py_TPFLAGS_DICT_SUBCLASS: number; Py_TPFLAGS_BASE_EXC_SUBCLASS: number; Py_TPFLAGS_TYPE_SUBCLASS: number; Py_TPFLAGS_STATIC_BUILTIN?: number; Py_TPFLAGS_INLINE_VALUES?: number; Py_TPFLAGS_MANAGED_WEAKREF?: number; MANAGED_DICT_OFFSET: number; INLINE_VALUES_OFFSET?: number; state_interned: number; state_kind: number; state_compact: number; state_ascii: number; state_ready?: number; state_statically_allocated?: number; PyLong_SHIFT: number; PyLong_NON_SIZE_BITS?: number; PyLong_SIGN_MASK?: number; DICT_KEYS_GENERAL: number; DICT_KEYS_UNICODE: number; DICT_KEYS_SPLIT: number; SHARED_KEYS_MAX_SIZE: number; METH_VARARGS: number; METH_KEYWORDS: number; METH_NOARGS: number; METH_O: number; METH_CLASS: number; METH_STATIC: number; METH_COEXIST: number; METH_FASTCALL: number; METH_METHOD: number; FRAME_OWNED_BY_THREAD: number; FRAME_OWNED_BY_GENERATOR: number; FRAME_OWNED_BY_FRAME_OBJECT: number; FRAME_OWNED_BY_CSTACK?: number; FRAME_CREATED: number; FRAME_SUSPENDED: number; FRAME_EXECUTING: number; FRAME_COMPLETED: number; FRAME_CLEARED: number; FRAME_SPECIALS_SIZE: number; PENDING_CALLS_SIZE: number; PENDING_CALL_SIZE: number; MAX_CO_EXTRA_USERS: number; SMALL_NEGATIVE_INTS: number; SMALL_POSITIVE_INTS: number; ASCII_CHARACTER_SIZE: number; LATIN1_CHARACTER_SIZE: number; FLOAT_FREE_LIST_LIMIT: number; LIST_FREE_LIST_LIMIT: number }>;
  /** Sizes of the fields in bytes; 0 for a flexible array. */
  readonly widths: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
