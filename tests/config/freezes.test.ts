import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';

const id = (n: number): string => `10000000000000000${n}`;
const service = (port: number) => ({ kind: 'local', services: { api: { port } } });

function problems(promote: unknown): string[] {
  const file = {
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: { api: { build: { local: { start: ['node', 'main.js'] } }, health: '/healthz' } },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: service(4001) },
          production: { tier: 'production', target: service(4002) },
        },
        promote,
      },
    },
  };
  return checkFile(file).problems.map(
    ({ path, found, remedy }) => `${path.replace(/.*promote\.?/, '')}: ${found}. ${remedy}`,
  );
}

const weekend = { name: 'weekend', reason: 'rest', starts: '0 18 * * 5', ends: '0 8 * * 1', timeZone: 'Europe/Berlin' };
const christmas = { name: 'christmas', reason: 'doors', from: '2026-12-01T00:00', until: '2026-12-25T00:00' };

describe('freezes in the config', () => {
  it('are taken when they are right', () => {
    expect(problems({ timeZone: 'America/New_York', freezes: [weekend, christmas] })).toEqual([]);
    expect(problems({ open: [{ ...weekend, starts: '0 9 * * MON-FRI', ends: '0 17 * * MON-FRI' }] })).toEqual([]);
    expect(problems({ freezes: [{ ...weekend, starts: '0 0 29 2 *', ends: '0 0 L * *' }] })).toEqual([]);
  });

  it.each([
    [
      'a zone that is none',
      [{ ...weekend, timeZone: 'Berlin' }],
      /^freezes\.0\.timeZone: found "Berlin"\. Wanted .*IANA/,
    ],
    ['an offset instead of a zone', [{ ...weekend, timeZone: '+01:00' }], /^freezes\.0\.timeZone: found "\+01:00"/],
    [
      'six fields of cron',
      [{ ...weekend, starts: '0 0 18 * * 5' }],
      /^freezes\.0\.starts: .*Wanted five fields of cron/,
    ],
    ['a nickname of cron', [{ ...weekend, starts: '@weekly' }], /^freezes\.0\.starts: .*Wanted five fields/],
    [
      'an hour that no clock has',
      [{ ...weekend, ends: '0 25 * * 1' }],
      /^freezes\.0\.ends: found "0 25 \* \* 1": Invalid value for hour/,
    ],
    ['a day that never comes', [{ ...weekend, starts: '0 0 31 4,6 *' }], /^freezes\.0\.starts: .* never happens/],
    [
      'an end that is its start',
      [{ ...weekend, ends: '0 18 * * 5' }],
      /^freezes\.0\.ends: .*another time than it starts/,
    ],
    [
      'the wrong way round',
      [{ ...christmas, until: '2026-11-01T00:00' }],
      /^freezes\.0\.until: .*not after 2026-12-01T00:00\. Let it end/,
    ],
    ['no time between', [{ ...christmas, until: christmas.from }], /^freezes\.0\.until: .*not after/],
    ['a day that no month has', [{ ...christmas, until: '2026-02-30T00:00' }], /^freezes\.0\.until: .*no date/],
    [
      'a moment instead of a local time',
      [{ ...christmas, from: '2026-12-01T00:00Z' }],
      /^freezes\.0\.from: .*Wanted a local date/,
    ],
    [
      'an hour that spring leaves out',
      [{ ...christmas, from: '2026-03-29T02:30', timeZone: 'Europe/Berlin' }],
      /^freezes\.0\.from: .*does not exist in Europe\/Berlin: the clocks are put forward.*Use 2026-03-29T03:30/,
    ],
    [
      'both kinds at once',
      [{ ...weekend, ...christmas }],
      /^freezes\.0: .*either starts and ends \(cron\) or from and until/,
    ],
    ['neither', [{ name: 'x', reason: 'y' }], /^freezes\.0: .*either starts and ends/],
    ['no reason', [{ ...weekend, reason: '' }], /^freezes\.0/],
  ])('are refused for %s', (_, freezes, wanted) => {
    expect(problems({ freezes })[0]).toMatch(wanted);
    expect(problems({ open: freezes })[0]).toMatch(new RegExp(wanted.source.replace('freezes', 'open')));
  });

  it('want names of their own, over both lists', () => {
    expect(problems({ freezes: [weekend], open: [{ ...christmas, name: 'weekend' }] }).join()).toMatch(
      /open\.0\.name: weekend is used at projects\.advent\.promote\.freezes\.0\.name too/,
    );
  });

  it('a list of open windows without one is not taken for always open', () => {
    expect(problems({ open: [] }).join()).toMatch(/^open: .*leave it out where production is always open/);
  });

  it('an unknown zone of the project is told once, and times in it are not judged', () => {
    expect(problems({ timeZone: 'Mars', freezes: [christmas] })).toHaveLength(1);
  });

  it('tell every problem at once, each with its place', () => {
    const found = problems({
      timeZone: 'Mars',
      freezes: [
        { ...weekend, starts: '0 0 30 2 *', timeZone: 'Berlin' },
        { ...christmas, timeZone: 'UTC', until: '2026-11-01T00:00' },
      ],
      open: [{ ...weekend, ends: '61 * * * *' }],
    });
    expect(found.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'timeZone',
      'freezes.0.timeZone',
      'freezes.0.starts',
      'freezes.1.until',
      'open.0.name',
      'open.0.ends',
    ]);
  });
});
