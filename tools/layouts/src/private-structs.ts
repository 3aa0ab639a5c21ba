// Structs that CPython declares inside C files, repeated here with the file they were read in (3.11.2 unless it says otherwise).
// The tests of @psyco/objects compare their sizes with tp_basicsize in every supported version, and read objects of most of them.
import { privateStruct, type StructSpecification } from './specification';

export const PRIVATE_STRUCTS: readonly StructSpecification[] = [
  privateStruct('rangeobject', 'Objects/rangeobject.c', 'PyObject *start; PyObject *stop; PyObject *step; PyObject *length;'),
  // 3.12 dropped `index` and moved the struct to pycore_range.h: `start` advances and `len` counts down there.
  privateStruct('_PyRangeIterObject', 'Objects/rangeobject.c, rangeiterobject', 'long index; long start; long step; long len;', {
    headerVersions: '>=3.12',
    list: 'index@3.11 start step len',
  }),
  privateStruct('longrangeiterobject', 'Objects/rangeobject.c', 'PyObject *index; PyObject *start; PyObject *step; PyObject *len;', { versions: '3.11' }),
  privateStruct('longrangeiterobject', 'Objects/rangeobject.c, 3.12', 'PyObject *start; PyObject *step; PyObject *len;', { versions: '>=3.12' }),
  privateStruct('_PyListIterObject', 'Objects/listobject.c, listiterobject', 'Py_ssize_t it_index; PyListObject *it_seq;', { headerVersions: '>=3.12' }),
  privateStruct('listreviterobject', 'Objects/listobject.c', 'Py_ssize_t it_index; PyListObject *it_seq;'),
  privateStruct('_PyTupleIterObject', 'Objects/tupleobject.c, tupleiterobject', 'Py_ssize_t it_index; PyTupleObject *it_seq;', { headerVersions: '>=3.12' }),
  privateStruct('unicodeiterobject', 'Objects/unicodeobject.c', 'Py_ssize_t it_index; PyObject *it_seq;'),
  privateStruct('striterobject', 'Objects/bytesobject.c (the iterator of bytes)', 'Py_ssize_t it_index; PyBytesObject *it_seq;'),
  privateStruct('seqiterobject', 'Objects/iterobject.c', 'Py_ssize_t it_index; PyObject *it_seq;'),
  privateStruct('calliterobject', 'Objects/iterobject.c', 'PyObject *it_callable; PyObject *it_sentinel;'),
  privateStruct('dictiterobject', 'Objects/dictobject.c', 'PyDictObject *di_dict; Py_ssize_t di_used; Py_ssize_t di_pos; PyObject *di_result; Py_ssize_t len;'),
  privateStruct('setiterobject', 'Objects/setobject.c', 'PySetObject *si_set; Py_ssize_t si_used; Py_ssize_t si_pos; Py_ssize_t len;'),
  privateStruct('enumobject', 'Objects/enumobject.c', 'Py_ssize_t en_index; PyObject *en_sit; PyObject *en_result; PyObject *en_longindex; PyObject *one;'),
  privateStruct('reversedobject', 'Objects/enumobject.c', 'Py_ssize_t index; PyObject *seq;'),
  privateStruct('zipobject', 'Python/bltinmodule.c', 'Py_ssize_t tuplesize; PyObject *ittuple; PyObject *result; int strict;'),
  privateStruct('mapobject', 'Python/bltinmodule.c', 'PyObject *iters; PyObject *func;'),
  privateStruct('filterobject', 'Python/bltinmodule.c', 'PyObject *func; PyObject *it;'),
  privateStruct('propertyobject', 'Objects/descrobject.c', 'PyObject *prop_get; PyObject *prop_set; PyObject *prop_del; PyObject *prop_doc; PyObject *prop_name; int getter_doc;'),
  privateStruct('classmethod', 'Objects/funcobject.c', 'PyObject *cm_callable; PyObject *cm_dict;'),
  privateStruct('staticmethod', 'Objects/funcobject.c', 'PyObject *sm_callable; PyObject *sm_dict;'),
  privateStruct('mappingproxyobject', 'Objects/descrobject.c', 'PyObject *mapping;'),
  privateStruct('wrapperobject', 'Objects/descrobject.c', 'PyWrapperDescrObject *descr; PyObject *self;'),
  privateStruct('superobject', 'Objects/typeobject.c', 'PyTypeObject *type; PyObject *obj; PyTypeObject *obj_type;'),
  privateStruct('_PyCodeObjectExtra', 'Objects/codeobject.c', 'Py_ssize_t ce_size; void *ce_extras[1];', { list: 'ce_size ce_extras', notAnObject: true }),
];
