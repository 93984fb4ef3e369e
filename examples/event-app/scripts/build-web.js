import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Builds the page into web/dist. What builds it is installed for that alone and taken away again, so that none of it is
// in what gets deployed; where it is there already (a developer's own copy), it stays.
const web = fileURLToPath(new URL('../web/', import.meta.url));
const run = (command, args) => execFileSync(command, args, { cwd: web, stdio: 'inherit' });

const there = existsSync(`${web}node_modules`);
if (!there) run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline']);
run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
if (!there) rmSync(`${web}node_modules`, { recursive: true });
if (existsSync(new URL('../build-info.json', import.meta.url)))
  copyFileSync(new URL('../build-info.json', import.meta.url), `${web}dist/build-info.json`);
console.log('built the page');
