import { apps, tomlOf } from '../stage.ts';
import { type FlyCase, good, refused, says } from './case.ts';

const withCommand = (command: string) => ({
  'fly.staging.toml': tomlOf(apps.staging, `[deploy]\nrelease_command = "${command}"`),
  'fly.production.toml': tomlOf(apps.production, `[deploy]\nrelease_command = "${command}"`),
});

/** The migrations that Fly runs itself before it switches: release_command. */
export const ofMigrations: readonly FlyCase[] = [
  {
    name: 'release_command fails',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    fresh: { migrationFails: true },
    files: withCommand('node migrate.js'),
    wanted: refused('migrate.failed', false),
  },
  {
    name: 'release_command is well',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    wanted: good,
  },
  {
    name: 'Fly loses the machine of release_command',
    fact: '§6.9 #4618',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    given: says('release_command failed: machine not found'),
    wanted: refused('migrate.failed', true),
  },
  {
    name: 'release_command is not over in time',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    given: says('error waiting for release_command machine 1 to finish running'),
    wanted: refused('migrate.deadline', false),
  },
];
