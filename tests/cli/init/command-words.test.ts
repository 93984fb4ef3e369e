import { expect, it } from 'vitest';
import { commandIn, commandsIn } from '../../../src/cli/init/command-words.ts';

it.each([
  ['npm ci', [['npm', 'ci']]],
  [
    '  npm   ci && npm run build ',
    [
      ['npm', 'ci'],
      ['npm', 'run', 'build'],
    ],
  ],
  [`sh -c "npm ci && echo \\"$X\\""`, [['sh', '-c', 'npm ci && echo "$X"']]],
  [`node --title='my app' -e ''`, [['node', '--title=my app', '-e', '']]],
  [`pip install -r "my file.txt"`, [['pip', 'install', '-r', 'my file.txt']]],
])('somebody types %j as their build, and it is what they meant', (line, wanted) => {
  expect(commandsIn(line)).toEqual(wanted);
});

it.each([
  ['npm ci; npm run build', 'found ci;, and there is no shell'],
  ['npm start | tee log', 'found |, and there is no shell'],
  ['node server.js --port $PORT', 'found $PORT, and there is no shell'],
  ['npm ci || true', 'found ||, and there is no shell'],
  ['NODE_ENV=production npm start', 'found NODE_ENV=production before the program'],
  ['npm run "build', 'found " that is not closed'],
  ['npm ci &&', 'wanted a command'],
  ['', 'wanted a command'],
])('somebody types %j, which takes a shell, and is told so instead of getting other words', (line, wanted) => {
  expect(commandsIn(line)).toContain(wanted);
  expect(commandIn(line)).toContain(wanted);
});

it('where one command has to do, a second is not taken for words of the first', () => {
  expect(commandIn('npm run migrate && npm start')).toContain('found &&, and there is no shell');
  expect(commandIn('npm run migrate')).toEqual(['npm', 'run', 'migrate']);
});
