// The structs whose layouts are generated: data only. A field that a version lacks says so; the C compiler checks the rest.
import { struct, type StructSpecification } from './specification';
import { PRIVATE_STRUCTS } from './private-structs';

const HEAD = 'ob_refcnt ob_type';
const DESCRIPTOR = 'd_type=d_common.d_type d_name=d_common.d_name d_qualname=d_common.d_qualname';

/** Objects that the runtime holds for all interpreters; Include/internal/pycore_global_objects.h. */
const singleton = (name: string): string => `${name}=global_objects.singletons.${name}@3.11 ${name}=static_objects.singletons.${name}@>=3.12`;

/** The strings of one character: `ascii` for 0 to 127, `latin1` for 128 to 255. */
const characters = (name: string): string =>
  `${name}_characters=global_objects.singletons.strings.${name}@3.11 ${name}_characters=static_objects.singletons.strings.${name}@>=3.12`;

/** Objects that programs see. */
const OBJECTS: StructSpecification[] = [
  struct('PyObject', HEAD),
  struct('PyVarObject', 'ob_size'),
  struct('PyLongObject', 'lv_tag=long_value.lv_tag@>=3.12 ob_digit@3.11 ob_digit=long_value.ob_digit@>=3.12'),
  struct('PyFloatObject', 'ob_fval'),
  struct('PyComplexObject', 'real=cval.real imag=cval.imag'),
  struct('PyListObject', 'ob_item allocated'),
  struct('PyTupleObject', 'ob_item'),
  struct('PyBytesObject', 'ob_shash ob_sval'),
  struct('PyByteArrayObject', 'ob_alloc ob_bytes ob_start ob_exports'),
  struct('PyASCIIObject', 'length hash state wstr@3.11'),
  struct('PyCompactUnicodeObject', 'utf8_length utf8 wstr_length@3.11'),
  struct('PyUnicodeObject', 'data'),
  struct('PyDictObject', 'ma_used ma_version_tag ma_keys ma_values'),
  struct('PyDictKeysObject', 'dk_refcnt dk_log2_size dk_log2_index_bytes dk_kind dk_version dk_usable dk_nentries dk_indices[]'),
  struct('PyDictKeyEntry', 'me_hash me_key me_value'),
  struct('PyDictUnicodeEntry', 'me_key me_value'),
  struct('PyDictValues', 'capacity@>=3.13 size@>=3.13 embedded@>=3.13 valid@>=3.13 values'),
  struct('_PyDictViewObject', 'dv_dict'),
  struct('PySetObject', 'fill used mask table hash finger smalltable'),
  struct('setentry', 'key hash'),
  struct('PyCellObject', 'ob_ref'),
  struct('PySliceObject', 'start stop step'),
  struct('PyModuleObject', 'md_dict md_def md_state md_name'),
  struct('PyMemberDef', 'name type offset flags'),
  struct('PyGetSetDef', 'name get set doc closure'),
  struct('PyMethodDef', 'ml_name ml_meth ml_flags ml_doc'),
  struct('PyFunctionObject', `func_globals func_builtins func_name func_qualname func_code func_defaults func_kwdefaults func_closure
    func_doc func_dict func_weakreflist func_module func_annotations func_typeparams@>=3.12 vectorcall func_version`),
  struct('PyMethodObject', 'im_func im_self im_weakreflist vectorcall'),
  struct('PyCFunctionObject', 'm_ml m_self m_module m_weakreflist vectorcall'),
  struct('PyCMethodObject', 'mm_class'),
  struct('PyDescrObject', 'd_type d_name d_qualname'),
  struct('PyMethodDescrObject', `${DESCRIPTOR} d_method vectorcall`),
  struct('PyMemberDescrObject', `${DESCRIPTOR} d_member`),
  struct('PyGetSetDescrObject', `${DESCRIPTOR} d_getset`),
  struct('PyWrapperDescrObject', `${DESCRIPTOR} d_base d_wrapped`),
  struct('wrapperbase', 'name offset function wrapper doc flags', { type: 'struct wrapperbase' }),
  struct('PyCodeObject', `co_consts co_names co_exceptiontable co_flags co_warmup@3.11 _co_linearray_entry_size@3.11 co_argcount
    co_posonlyargcount co_kwonlyargcount co_stacksize co_firstlineno co_nlocalsplus co_framesize@>=3.12 co_nlocals
    co_nplaincellvars@3.11 co_ncellvars co_nfreevars co_version@>=3.12 co_localsplusnames co_localspluskinds co_filename co_name
    co_qualname co_linetable co_weakreflist _co_code@3.11 _co_linearray@3.11 co_executors@>=3.13 _co_cached@>=3.12
    _co_instrumentation_version@>=3.12 _co_monitoring@>=3.12 _co_firsttraceable co_extra co_code_adaptive`),
  struct('PyGenObject', `gi_code@3.11 gi_weakreflist gi_name gi_qualname gi_exc_state gi_origin_or_finalizer gi_hooks_inited
    gi_closed gi_running_async gi_frame_state gi_iframe`),
  struct('PyFrameObject', `f_back f_frame f_trace f_lineno f_trace_lines f_trace_opcodes f_fast_as_locals@3.11-3.12
    f_extra_locals@>=3.13 f_locals_cache@>=3.13 _f_frame_data`, { type: 'struct _frame' }),
  struct('PyTracebackObject', 'tb_next tb_frame tb_lasti tb_lineno'),
  struct('PyBaseExceptionObject', 'dict args notes traceback context cause suppress_context'),
  struct('PyStopIterationObject', 'value'),
  struct('PyWeakReference', 'wr_object wr_callback hash'),
];

/** Classes and their method tables. */
const TYPES: StructSpecification[] = [
  struct('PyTypeObject', `tp_name tp_basicsize tp_itemsize tp_dealloc tp_vectorcall_offset tp_getattr tp_setattr tp_as_async tp_repr
    tp_as_number tp_as_sequence tp_as_mapping tp_hash tp_call tp_str tp_getattro tp_setattro tp_as_buffer tp_flags tp_doc
    tp_traverse tp_clear tp_richcompare tp_weaklistoffset tp_iter tp_iternext tp_methods tp_members tp_getset tp_base tp_dict
    tp_descr_get tp_descr_set tp_dictoffset tp_init tp_alloc tp_new tp_free tp_is_gc tp_bases tp_mro tp_cache tp_subclasses
    tp_weaklist tp_del tp_version_tag tp_finalize tp_vectorcall tp_watched@>=3.12 tp_versions_used@>=3.13`),
  struct('PyHeapTypeObject', `as_async as_number as_mapping as_sequence as_buffer ht_name ht_slots ht_qualname ht_cached_keys
    ht_module _ht_tpname spec_cache_getitem=_spec_cache.getitem spec_cache_getitem_version=_spec_cache.getitem_version@>=3.12
    spec_cache_init=_spec_cache.init@>=3.13`),
  struct('PyNumberMethods', `nb_add nb_subtract nb_multiply nb_remainder nb_divmod nb_power nb_negative nb_positive nb_absolute nb_bool
    nb_invert nb_lshift nb_rshift nb_and nb_xor nb_or nb_int nb_reserved nb_float nb_inplace_add nb_inplace_subtract
    nb_inplace_multiply nb_inplace_remainder nb_inplace_power nb_inplace_lshift nb_inplace_rshift nb_inplace_and nb_inplace_xor
    nb_inplace_or nb_floor_divide nb_true_divide nb_inplace_floor_divide nb_inplace_true_divide nb_index nb_matrix_multiply
    nb_inplace_matrix_multiply`),
  struct('PySequenceMethods', `sq_length sq_concat sq_repeat sq_item was_sq_slice sq_ass_item was_sq_ass_slice sq_contains
    sq_inplace_concat sq_inplace_repeat`),
  struct('PyMappingMethods', 'mp_length mp_subscript mp_ass_subscript'),
  struct('PyAsyncMethods', 'am_await am_aiter am_anext am_send'),
  // Since 3.12 the dict of a static builtin type belongs to the interpreter: Objects/typeobject.c, lookup_tp_dict().
  struct('static_type_state', 'tp_dict', { type: 'static_builtin_state', versions: '3.12' }),
  struct('managed_static_type_state', 'type tp_dict', { versions: '>=3.13' }),
];

/** What runs: frames, threads, interpreters. */
const RUNTIME: StructSpecification[] = [
  struct('PyGC_Head', '_gc_next _gc_prev'),
  struct('_PyInterpreterFrame', `function=f_func@3.11 function=f_funcobj@>=3.12 f_globals f_builtins f_locals code=f_code@3.11-3.12
    code=f_executable@>=3.13 frame_obj previous instruction=prev_instr@3.11-3.12 instruction=instr_ptr@>=3.13 stacktop
    is_entry@3.11 return_offset@>=3.12 owner localsplus`),
  struct('_PyCFrame', 'use_tracing@3.11 current_frame previous', { versions: '3.11-3.12' }),
  struct('_PyErr_StackItem', 'exc_value previous_item'),
  struct('_PyStackChunk', 'previous size top data'),
  struct('PyThreadState', `prev next interp eval_breaker@>=3.13 state@>=3.13 recursion_remaining@3.11 recursion_remaining=py_recursion_remaining@>=3.12
    recursion_limit@3.11 recursion_limit=py_recursion_limit@>=3.12 c_recursion_remaining@>=3.12 recursion_headroom@3.11 recursion_headroom@>=3.13
    tracing what_event@>=3.12 cframe@3.11-3.12 current_frame@>=3.13 c_profilefunc c_tracefunc c_profileobj c_traceobj
    curexc_type@3.11 curexc_value@3.11 curexc_traceback@3.11 current_exception@>=3.12 exc_info dict gilstate_counter async_exc
    thread_id native_thread_id context context_ver id datastack_chunk datastack_top datastack_limit exc_state root_cframe@3.11-3.12`),
  struct('PyInterpreterState', `next threads_head=threads.head threads_main=threads.main@>=3.13 threads_main@3.12 threads_count=threads.count
    runtime id finalizing eval_breaker=ceval.eval_breaker@3.11-3.12 gil_drop_request=ceval.gil_drop_request@3.11-3.12
    ceval_recursion_limit=ceval.recursion_limit gil=ceval.gil@>=3.12 instrumentation_version=ceval.instrumentation_version@>=3.13
    monitoring_version@3.12 pending=ceval.pending modules@3.11 modules=imports.modules@>=3.12 sysdict builtins
    builtins_copy import_func@3.11 import_func=imports.import_func@>=3.12 eval_frame co_extra_user_count co_extra_freefuncs
    gc static_types=types.builtins@3.12 static_types=types.builtins.initialized@>=3.13
    extension_static_types=types.for_extensions.initialized@>=3.13 dict
    float_free_list=float_state.free_list@3.11-3.12 float_free_list=object_state.freelists.floats.items@>=3.13
    float_free_count=float_state.numfree@3.11-3.12 float_free_count=object_state.freelists.floats.numfree@>=3.13
    list_free_list=list.free_list@3.11-3.12 list_free_list=object_state.freelists.lists.items@>=3.13
    list_free_count=list.numfree@3.11-3.12 list_free_count=object_state.freelists.lists.numfree@>=3.13
    tuple_free_list=tuple.free_list@3.11-3.12 tuple_free_list=object_state.freelists.tuples.items@>=3.13
    tuple_free_count=tuple.numfree@3.11-3.12 tuple_free_count=object_state.freelists.tuples.numfree@>=3.13
    gc_enabled=gc.enabled gc_collecting=gc.collecting gc_generations=gc.generations gc_generation0=gc.generation0`),
  struct('gc_generation', 'head threshold count', { type: 'struct gc_generation' }),
  struct('_pending_calls', `calls_to_do@3.11-3.12 calls_to_do=npending@>=3.13 async_exc@3.11-3.12 calls first
    last@3.11-3.12 last=next@>=3.13`, { type: 'struct _pending_calls' }),
  struct('_gil_runtime_state', 'interval last_holder locked switch_number', { type: 'struct _gil_runtime_state' }),
  struct('_PyRuntimeState', `_initialized core_initialized initialized finalizing=_finalizing interpreters_head=interpreters.head
    interpreters_main=interpreters.main main_thread gil=ceval.gil@3.11 tstate_current=gilstate.tstate_current@3.11
    signals_pending=ceval.signals_pending@<=3.12 autoTSSkey=gilstate.autoTSSkey@3.11 autoTSSkey@>=3.12
    ${['small_ints', 'bytes_empty', 'tuple_empty'].map(singleton).join(' ')} ${['ascii', 'latin1'].map(characters).join(' ')}`),
];

/** Every struct, in the order of the output. */
export const STRUCTS: readonly StructSpecification[] = [...OBJECTS, ...PRIVATE_STRUCTS, ...TYPES, ...RUNTIME];
