import { once } from 'node:events';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { plantRepository, type PlantedRepository } from './planted-repository.ts';

const MAIN = `
const [order, ...rest]: readonly string[] = process.argv.slice(2);
if (order === 'wait') {
  process.on('SIGINT', () => setTimeout(() => process.exit(130), 100));
  setTimeout(() => {}, 15_000);
  console.log('waiting');
} else if (order === 'die') {
  process.kill(process.pid, 'SIGKILL');
} else {
  console.log(JSON.stringify([order, ...rest]));
  process.exitCode = 2;
}
`;

let repository: PlantedRepository;

beforeAll(() => {
  repository = plantRepository({ 'src/cli/main.ts': MAIN });
});

afterAll(() => repository.remove());

test('the launcher hands over arguments and the exit code', () => {
  expect(repository.run('bin/eightyfold.mjs', 'plan', 'two words')).toEqual({
    code: 2,
    output: '["plan","two words"]\n',
  });
});

test.skipIf(process.platform === 'win32')(
  'an interrupted run ends when the command line has ended, with its code',
  async () => {
    const launcher = repository.start('bin/eightyfold.mjs', 'wait');
    if (launcher.stdout === null) throw new Error('the launcher has no output');
    await once(launcher.stdout, 'data');
    launcher.kill('SIGINT');
    expect(await once(launcher, 'exit')).toEqual([130, null]);
  },
);

test.skipIf(process.platform === 'win32')('a killed command line is told by 128 and the signal', () => {
  expect(repository.run('bin/eightyfold.mjs', 'die').code).toBe(137);
});
