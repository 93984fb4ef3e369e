import { Command, CommanderError, Option } from 'commander';
import type { FrontendOptions } from './cli/frontend-env.ts';
import { initFlags } from './cli/init/flags.ts';
import type { InitOptions } from './cli/init.ts';
import type { ReplayOptions } from './cli/replay.ts';
import { exitCodeOf } from './cli/exit-code.ts';
import { outliveOutput } from './cli/output-ends.ts';
import { type RoleName, roles } from './main/process-roles.ts';
import { packageVersion } from './platform/package-root.ts';

// Each command is loaded when it is called: `config check` and `--help` answer at once, without Discord's library.
const program = new Command('greenroom')
  .description(
    'Gets a commit ready for the stage: staging, tests, approval in Discord, production, and back if it is not well.',
  )
  .version(packageVersion(), '-V, --version', 'says which version this is')
  .exitOverride()
  .showHelpAfterError();

program
  .command('start')
  .description('starts Greenroom and goes on until SIGTERM or Ctrl-C')
  .addOption(
    new Option(
      '--role <role>',
      'which part of it this process is; without it all of them, as root each as a process and a user of its own',
    ).choices(roles),
  )
  .action(async ({ role }: { role?: RoleName }) => (await import('./cli/start.ts')).startCommand(role));

program
  .command('config')
  .description('looks after the configuration')
  .command('check')
  .description('reads the configuration and tells every problem at once')
  .action(async () => (await import('./cli/config-check.ts')).configCheck());

const setUp = program
  .command('init')
  .description('sets Greenroom up: GitHub, Discord, Fly, config and secrets; goes on where it was broken off')
  .option('--yes', 'asks nothing: everything comes from these flags, and secrets from DISCORD_TOKEN, GITHUB_TOKEN, …');
for (const [flag, text] of initFlags) setUp.option(flag, text);
setUp.action(async (options: InitOptions) => (await import('./cli/init.ts')).init(options));

program
  .command('doctor')
  .description('looks at everything that a deployment needs, and says what is wrong and what to do')
  .option('--json', 'as JSON, for other tools')
  .action(async (options: { json?: boolean }) => (await import('./cli/doctor.ts')).doctor(options));

program
  .command('replay <file>')
  .description('signs a stored webhook body and posts it to a running Greenroom')
  .option('--event <name>', 'X-GitHub-Event', 'push')
  .option('--url <address>', 'where Greenroom listens', 'http://127.0.0.1:3000')
  .option('--id <id>', 'X-GitHub-Delivery; a new one by default')
  .action(async (file: string, options: ReplayOptions) => (await import('./cli/replay.ts')).replay(file, options));

program
  .command('local')
  .description('looks after environments on this machine')
  .command('stop')
  .description('ends the hosts of local targets and the apps behind them, which go on serving without Greenroom')
  .option('--environment <name>', 'only this one')
  .action(async (options: { environment?: string }) => (await import('./cli/local-stop.ts')).localStop(options));

const frontend = program.command('frontend').description('tells builds outside of Greenroom where they belong');
frontend
  .command('env')
  .description('prints what a frontend is given in an environment, for a build on your own machine')
  .requiredOption('--env <name>', 'local, staging, production, or as the config calls it')
  .option('--project <name>', 'where there are several')
  .option('--service <name>', 'only this one')
  .option('--file <path>', 'what `frontend export` wrote; by default the config, or frontend.json where there is none')
  .addOption(new Option('--json', 'with paths, service by service').conflicts('dotenv'))
  .option('--dotenv', 'NAME=value lines (default)')
  .action(async (options: FrontendOptions) => (await import('./cli/frontend-env.ts')).frontendEnv(options));
frontend
  .command('export')
  .description('writes the public values of every environment as JSON, to be committed to the app’s repository')
  .action(async () => (await import('./cli/frontend-env.ts')).frontendExport());

const ledger = program.command('ledger').description('takes the ledger out and in');
ledger
  .command('export')
  .description('writes every row as JSON lines to standard output')
  .action(async () => (await import('./cli/ledger-transfer.ts')).ledgerExport());
ledger
  .command('import <file>')
  .description('reads such a file into an empty ledger')
  .action(async (file: string) => (await import('./cli/ledger-transfer.ts')).ledgerImport(file));

const audit = program.command('audit').description('looks after the audit chain');
audit
  .command('export')
  .description('writes the chain as JSON lines to standard output')
  .action(async () => (await import('./cli/audit-export.ts')).auditExport());
audit
  .command('verify [file]')
  .description('walks the chain, of the ledger or of an exported file, and names the first line that was changed')
  .option(
    '--head <seq:hash>',
    'as a card printed it; may be given more than once',
    (head: string, before: string[]) => [...before, head],
    [],
  )
  .action(async (file: string | undefined, { head }: { head: string[] }) => {
    const { auditVerify, headOf } = await import('./cli/audit-verify.ts');
    const heads = head.map((text) => headOf(text));
    await auditVerify(heads, file);
  });

const isTold = outliveOutput();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (!isTold(error)) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
