/**
 * The core's door: everything that edges and adapters may use of it. Core is pure and runs the same in Node and in a
 * browser; time, files, randomness and solvers come in as arguments.
 */
export * from './answers/index.ts';
export * from './catalogue/index.ts';
export * from './deal/index.ts';
export * from './decide/index.ts';
export * from './demand/index.ts';
export * from './domain/index.ts';
export * from './formats/index.ts';
export * from './host/index.ts';
export * from './numeric/index.ts';
export * from './programme/index.ts';
export * from './quick/index.ts';
export * from './random/index.ts';
export * from './report/index.ts';
export * from './sddp/index.ts';
export * from './simulate/index.ts';
export * from './solve/index.ts';
export * from './supply/index.ts';
export * from './units/index.ts';
export * from './verify/index.ts';
