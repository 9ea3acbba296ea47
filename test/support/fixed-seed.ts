import fc from 'fast-check';

/** Property tests draw the same examples in every run; another number in this variable draws others. */
const seed = Number(process.env.EIGHTYFOLD_TEST_SEED ?? 80);

fc.configureGlobal({ seed });
