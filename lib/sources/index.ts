export { openSource } from './open';
export { parseSource, type SourceOptions } from './parse';
