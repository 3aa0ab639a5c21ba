// Re-exports of @psyco/logger.
export { EVENTS, type EventFields, type EventKind, type FieldType, type HotFunction, type LogEvent } from './events';
export { formatDate, formatEvent, formatHotFunctions, formatTime } from './format';
export { Logger, type LoggerOptions } from './logger';
export { parseLine, type ParsedLine } from './parse';
