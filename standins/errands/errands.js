// Runs programs for a larger process (run-errand.ts). It has little memory, so a fork of it takes a tenth of the time.
// Plain JavaScript: nothing is to be loaded.
import { spawn } from 'node:child_process';

process.on('message', ({ id, program, args, cwd, env, input }) => {
  const out = [];
  const err = [];
  let said = false;
  const tell = (end) => {
    if (said || !process.connected) return;
    said = true;
    process.send({ id, ...end, out: Buffer.concat(out), err: Buffer.concat(err) });
  };
  const child = spawn(program, args, { env, ...(cwd === undefined ? {} : { cwd }) });
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.on('error', (error) => tell({ failed: error.message }));
  child.on('close', (code, signal) => tell({ code, signal }));
  // A child that ends early closes its end; its exit code tells the story.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
});
// Whoever asked is gone. A Ctrl-C is for them: they may have errands left that tidy up.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
