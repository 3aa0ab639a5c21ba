// Re-exports of @psyco/backend-x86.
export { createX86Backend } from './backend';
export { formatListing } from './emission/listing';
