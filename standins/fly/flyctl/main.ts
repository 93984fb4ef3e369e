/**
 * A flyctl with the flags, streams, exit codes and texts of the real one, as far as a deployer uses it. It talks to
 * Fly's APIs where its variables say they are; some calls of its own (`/_flyctl/…`) are the stand-in's alone.
 */
import { z } from 'zod';
import { call } from './call.ts';
import { deploy, parseDeploy } from './deploy.ts';
import { hang } from './hang.ts';
import type { Terminal } from './terminal.ts';
import { FlyctlError, durationMs, parse } from './words.ts';

function commandOf(argv: readonly string[]): string {
  if (argv[0] === 'tokens') return argv.slice(0, 3).join(' ');
  return ['machine', 'machines', 'image', 'secrets'].includes(argv[0] ?? '')
    ? argv.slice(0, 2).join(' ')
    : (argv[0] ?? '');
}

const faultShape = z.object({
  hang: z.enum(['start', 'after-first']).exactOptional(),
  exit: z.number().exactOptional(),
  says: z.string().exactOptional(),
  partial: z.boolean().exactOptional(),
  garbage: z.boolean().exactOptional(),
  child: z.boolean().exactOptional(),
});

async function logs(terminal: Terminal): Promise<void> {
  const flags = parse(terminal.argv.slice(1), {
    values: ['app', 'machine', 'region'],
    switches: ['no-tail', 'json'],
    lists: [],
  });
  const found = z
    .object({ log: z.string() })
    .parse(
      await call(terminal, 'FLY_API_BASE_URL', 'GET', `/_flyctl/logs?machine=${flags.values.get('machine') ?? ''}`),
    );
  terminal.raw(found.log);
}

async function listMachines(terminal: Terminal): Promise<void> {
  const flags = parse(terminal.argv.slice(2), { values: ['app'], switches: ['json', 'quiet'], lists: [] });
  const found = await call(terminal, 'FLY_FLAPS_BASE_URL', 'GET', `/v1/apps/${flags.values.get('app') ?? ''}/machines`);
  terminal.out(JSON.stringify(found, null, 2));
}

/** `flyctl tokens create deploy -a APP -n NAME -x 8760h --json`: prints `{"token": "FlyV1 …"}`. */
async function createToken(terminal: Terminal): Promise<void> {
  const flags = parse(terminal.argv.slice(3), {
    values: ['app', 'name', 'n', 'expiry', 'x'],
    switches: ['json'],
    lists: [],
  });
  const expiry = flags.values.get('x') ?? flags.values.get('expiry') ?? '175200h';
  const found = await call(terminal, 'FLY_API_BASE_URL', 'POST', '/_flyctl/token', {
    app: flags.values.get('app') ?? '',
    expires: Date.now() + durationMs(expiry),
  });
  terminal.out(JSON.stringify(found));
}

const commands: Readonly<Record<string, (terminal: Terminal) => Promise<void>>> = {
  version: async (terminal) => terminal.out('flyctl v0.4.87 linux/amd64 Commit: stand-in BuildDate: 2026-08-21'),
  logs,
  'tokens create deploy': createToken,
  'machine list': listMachines,
  'machines list': listMachines,
};

/** Returns the exit code. */
export async function main(terminal: Terminal): Promise<number> {
  const { argv } = terminal;
  const command = commandOf(argv);
  const kind = command === 'deploy' ? (parseDeploy(argv.slice(1)).has('build-only') ? 'build' : 'image') : undefined;
  const fault = faultShape.parse(
    await call(terminal, 'FLY_API_BASE_URL', 'POST', '/_flyctl/call', {
      argv,
      command,
      ...(kind === undefined ? {} : { kind }),
    }),
  );
  if (fault.child === true) terminal.startChild();
  if (fault.garbage === true) terminal.raw(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]));
  if (fault.hang === 'start') await hang(terminal);
  if (fault.says !== undefined) {
    terminal.err(`Error: ${fault.says}`);
    return fault.exit ?? 1;
  }
  try {
    if (command === 'deploy') await deploy(terminal, fault);
    else if (commands[command] !== undefined) await commands[command](terminal);
    else throw new FlyctlError(`unknown command "${argv.join(' ')}" for "flyctl"`);
  } catch (error) {
    if (!(error instanceof FlyctlError)) throw error;
    terminal.err(`Error: ${error.message}`);
    return fault.exit ?? error.exitCode;
  }
  return fault.exit ?? 0;
}
