/** A Vitest reporter: lists what was not run, then closes the run with one line, "N passed, N failed". */
export default class TallyReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tests = testModules.flatMap((testModule) => [...testModule.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const test of skipped) {
      const note = test.result().note;
      process.stdout.write(`not run: ${test.module.relativeModuleId} > ${test.fullName}${note ? ` (${note})` : ''}\n`);
    }
    const passedCount = tests.filter((test) => test.result().state === 'passed').length;
    process.stdout.write(`${passedCount} passed, ${failureCount(testModules, tests, unhandledErrors)} failed\n`);
  }
}

/** Failed tests, and failures outside a test: a file that does not load, a broken hook, an error nobody caught. */
function failureCount(testModules, tests, unhandledErrors) {
  const suites = testModules.flatMap((testModule) => [testModule, ...testModule.children.allSuites()]);
  const failedTestCount = tests.filter((test) => test.result().state === 'failed').length;
  const suiteErrorCount = suites.filter((suite) => suite.errors().length > 0).length;
  return failedTestCount + suiteErrorCount + unhandledErrors.length;
}
