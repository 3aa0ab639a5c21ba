// The exported C symbols that the runtime calls or refers to.

export const runtimeSymbols = [
  '_PyCode_SetExtra', '_PyEval_EvalFrameDefault', '_PyObject_New', '_Py_Dealloc', '_Py_FalseStruct', '_Py_NoneStruct', '_Py_TrueStruct',
  'PyBaseObject_Type', 'PyCell_New', 'PyEnum_Type', 'PyErr_Clear', 'PyErr_Fetch', 'PyErr_Format', 'PyErr_NormalizeException', 'PyErr_Restore',
  'PyExc_MemoryError', 'PyExc_TypeError', 'PyException_SetTraceback', 'PyFloat_FromDouble', 'PyList_New', 'PyLong_FromLong', 'PyLong_FromLongLong', 'PyMem_GetAllocator', 'PyMem_Malloc', 'PyMem_RawFree', 'PyMem_RawMalloc', 'PyMem_SetAllocator', 'PyMethod_New', 'PyObject_GC_IsTracked',
  'PyObject_GC_Track', 'PyObject_GetArenaAllocator', 'PyObject_GetIter', 'PyObject_Malloc', 'PyObject_SetArenaAllocator', 'PyObject_Vectorcall', 'PyRange_Type', 'PyRangeIter_Type', 'PySlice_New',
  'PyThreadState_Get', 'PyThreadState_GetFrame', 'PyTraceBack_Here', 'PyTraceMalloc_Untrack', 'PyTuple_New', 'PyUnicode_Append', 'PyUnicode_FromOrdinal', 'PyZip_Type', 'Py_AddPendingCall', 'Py_FatalError',
] as const;
