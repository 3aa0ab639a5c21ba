// The analyses of code objects are the specializer's; the engine's files find them here.
export { AnalysedCode, type CodeAddresses, type EngineCodeFacts, type LoopFacts } from '@psyco/specializer';
