// Re-exports of @psyco/compact.
export { DATA, INSTANCE, LONGEST_TUPLE, MAGIC, PLACE, SHAPE, SHAPE_SLOTS, WORD_KINDS, type WordKind } from './layout';
export { FUNCTIONS, machineCode, type FunctionName, type MachineCode } from './machine-code';
export { pythonModule } from './python-module';
