import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** No container engine is needed to find a path that is not there or a habit that hadolint would refuse. */
const root = fileURLToPath(new URL('../..', import.meta.url));

function instructions(path: string): string[] {
  return readFileSync(`${root}${path}`, 'utf8')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

describe.each([
  ['Dockerfile', ''],
  ['examples/event-app/Dockerfile', 'examples/event-app/'],
  // Built from the app's folder, as both services are.
  ['examples/event-app/web/Dockerfile', 'examples/event-app/'],
])('%s', (path, folder) => {
  const lines = instructions(path);

  it('copies only what exists', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY') && !line.includes('--from='))
      .flatMap((line) =>
        line
          .split(/\s+/)
          .slice(1)
          .filter((word) => !word.startsWith('--'))
          .slice(0, -1),
      );
    expect(copied.length).toBeGreaterThan(0);
    for (const source of copied) expect(existsSync(`${root}${folder}${source}`), source).toBe(true);
  });

  it('pins its bases, cleans up after apt, and runs nothing through a shell at start', () => {
    for (const line of lines.filter((one) => one.startsWith('FROM')))
      expect(line).not.toMatch(/:latest|^FROM [a-z/]+( |$)(?!.*AS)/);
    for (const line of lines.filter((one) => one.includes('apt-get install'))) {
      expect(line).toContain('--no-install-recommends');
      expect(line).toContain('rm -rf /var/lib/apt/lists');
    }
    for (const line of lines.filter((one) => /^(CMD|ENTRYPOINT)/.test(one)))
      expect(line).toMatch(/^(CMD|ENTRYPOINT) \[/);
    expect(lines.some((line) => line.includes('sudo') || line.includes('curl |'))).toBe(false);
  });
});

describe('fly.toml', () => {
  const text = readFileSync(`${root}fly.toml`, 'utf8');
  it('names a Dockerfile that exists and the port that the image listens on', () => {
    const file = /dockerfile = "([^"]+)"/.exec(text)?.[1] ?? '';
    expect(existsSync(`${root}${file}`)).toBe(true);
    const port = /internal_port = (\d+)/.exec(text)?.[1];
    expect(readFileSync(`${root}${file}`, 'utf8')).toContain(`PORT=${port}`);
  });

  it('has a check, and never lets the bot sleep', () => {
    expect(text).toMatch(/path = "\/healthz"/);
    expect(text).toMatch(/auto_stop_machines = "off"/);
  });

  it('lets it finish what is under way: Fly would end it after five seconds', () => {
    expect(text).toMatch(/^kill_signal = "SIGTERM"$/m);
    const given = Number(/^kill_timeout = "(\d+)s"$/m.exec(text)?.[1] ?? 5);
    const wanted = ['src/cli/start.ts', 'src/main/apart/start-apart.ts'].map((file) =>
      Number(
        /^const (?:graceMs|spareMs) = ([\d_]+);$/m.exec(readFileSync(`${root}${file}`, 'utf8'))?.[1]?.replace('_', ''),
      ),
    );
    expect(given * 1000).toBeGreaterThan(wanted.reduce((sum, one) => sum + one, 0));
  });
});

describe.each(['', 'web/'])('the event app’s %sfly.toml of each environment', (folder) => {
  const read = (place: string) => readFileSync(`${root}examples/event-app/${folder}fly.${place}.toml`, 'utf8');

  it('R1.3 differs in the name of the app alone', () => {
    const [staging, production] = [read('staging'), read('production')];
    const name = /^app = "(.+)"$/m;
    expect(staging.match(name)?.[1]).toBe(`${production.match(name)?.[1] ?? ''}-staging`);
    expect(staging.replace(name, '')).toBe(production.replace(name, ''));
  });

  it('names a Dockerfile that exists, its port, and a check', () => {
    const text = read('production');
    const file = /dockerfile = "([^"]+)"/.exec(text)?.[1] ?? '';
    const port = /internal_port = (\d+)/.exec(text)?.[1] ?? '';
    expect(readFileSync(`${root}examples/event-app/${file}`, 'utf8')).toContain(`PORT=${port}`);
    expect(text).toMatch(/path = "\/healthz"/);
  });
});
