#!/usr/bin/env node
// What is called as flyctl. It hands what it was given to the Fly that its variables name, which does the rest (serve.ts)
// and has it do what only this process can: print, start a child, end with a code. Where this process ends, so does what
// it began. Plain JavaScript with nothing but a socket: it is started hundreds of times in a run of the tests.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const fly = URL.parse(process.env['FLY_API_BASE_URL'] ?? '');
if (fly === null) fail('there is no Fly at FLY_API_BASE_URL');
const socket = connect(Number(fly.port), fly.hostname);
socket.on('error', (error) => fail(error.message));
// Whatever was to be done was not said to be over.
socket.on('close', () => fail('the connection was closed'));
socket.write(`GET /_flyctl HTTP/1.1\r\nHost: ${fly.host}\r\nConnection: Upgrade\r\nUpgrade: flyctl\r\n\r\n`);
const argv = process.argv.slice(2);
const variables = Object.entries(process.env).filter(([name]) => name.startsWith('FLY_'));
const given = { argv, folder: process.cwd(), config: config(), variables: Object.fromEntries(variables) };
socket.write(`${JSON.stringify(given)}\n`);

for await (const line of createInterface({ input: socket })) {
  const { out, err, child, exit } = JSON.parse(line);
  if (out !== undefined) process.stdout.write(Buffer.from(out, 'base64'));
  if (err !== undefined) process.stderr.write(Buffer.from(err, 'base64'));
  if (child === true) {
    const { spawn } = await import('node:child_process');
    // It stays where only its parent is ended.
    spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
  }
  if (exit !== undefined) process.exit(exit);
}

/** Read by this process, whose rights are those of whoever called it. */
function config() {
  const at = argv.findIndex((word) => word === '-c' || word.startsWith('--config'));
  const named = argv[at]?.startsWith('--config=') ? argv[at].slice('--config='.length) : argv[at + 1];
  try {
    return readFileSync(at === -1 ? 'fly.toml' : named, 'utf8');
  } catch {
    return undefined;
  }
}

function fail(why) {
  process.stderr.write(`Error: failed to send request: ${why}\n`);
  process.exit(1);
}
