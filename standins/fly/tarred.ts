import { runErrand } from '../errands/run-errand.ts';

/** Throws with tar's own words where it ends badly. */
export async function tarred(args: readonly string[]): Promise<void> {
  const { code, err } = await runErrand({
    program: 'tar',
    args,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  if (code !== 0) throw new Error(`tar ${args.join(' ')} ended with ${String(code)}: ${err.toString().trim()}`);
}
