// Generated from the headers of CPython by tools/layouts (`npm run generate`): do not edit.
import type { Layout } from './layout';
import { layout as layout311 } from './3.11';
import { layout as layout311Debug } from './3.11-debug';
import { layout as layout312 } from './3.12';
import { layout as layout313 } from './3.13';

/** Every layout, by '3.11' or '3.11-debug'. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  '3.11': layout311,
  '3.11-debug': layout311Debug,
  '3.12': layout312,
  '3.13': layout313,
};
