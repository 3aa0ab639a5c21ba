// All opcode handlers by canonical name. What is missing here is refused with the reason 'unsupported-opcode'.

import type { Handler } from '../unit';
import '../types/int';
import '../types/float';
import '../types/list';
import '../types/tuple';
import '../types/str';
import '../types/range';
import '../types/dict';
import '../functions/builtins';
import '../functions/math';
import '../functions/plain-calls';
import { attributeHandlers } from './attributes';
import { buildingHandlers } from './building';
import { callHandlers } from './calls';
import { controlHandlers } from './control';
import { mergingHandlers } from './merging';
import { operationHandlers } from './operations';
import { stackHandlers } from './stack';
import { variableHandlers } from './variables';

export const handlers: Readonly<Record<string, Handler>> = {
  ...stackHandlers,
  ...variableHandlers,
  ...operationHandlers,
  ...controlHandlers,
  ...attributeHandlers,
  ...callHandlers,
  ...buildingHandlers,
  ...mergingHandlers,
};
