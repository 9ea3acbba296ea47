import { defineConfig } from 'vitest/config';

const slowTests = ['**/*.slow.test.ts'];

/** Which test files each project runs; test/architecture checks that no test file is in none of them. */
export const testFilesByProject = {
  fast: ['src/**/*.test.ts', 'test/fast/**/*.test.ts', 'test/architecture/**/*.test.ts'],
  slow: [
    '{src,test,bench}/**/*.slow.test.ts',
    'test/laws/**/*.test.ts',
    'test/brute-force/**/*.test.ts',
    'test/known-optima/**/*.test.ts',
    'test/golden/**/*.test.ts',
  ],
  'end-to-end': ['test/end-to-end/**/*.test.ts'],
};

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['./test/support/fixed-seed.ts'],
    reporters: [['default', { summary: false }], './scripts/tally-reporter.mjs'],
    // Snapshots change by command only: npm run golden.
    update: 'none',
    projects: [
      {
        extends: true,
        // Files of one worker share their modules: loading them anew for each file took half of the time.
        test: {
          name: 'fast',
          include: testFilesByProject.fast,
          exclude: slowTests,
          testTimeout: 20_000,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: testFilesByProject.slow, testTimeout: 300_000, hookTimeout: 300_000 },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: testFilesByProject['end-to-end'],
          exclude: slowTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
