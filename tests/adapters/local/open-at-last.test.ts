import { expect, it } from 'vitest';
import { openAtLast } from '../../../src/adapters/local/host/open-at-last.ts';

const hour = 3_600_000;
const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
const gone = Object.assign(new Error('listen EADDRNOTAVAIL 10.0.0.7:4001'), { code: 'EADDRNOTAVAIL' });

/** A door that a stranger holds shut for a while, and a host that asks twice a second; time is only counted. */
async function tries(forMs: number, why: (at: number) => Error = () => taken, wantedMs = Infinity, pauseMs = 500) {
  let at = 0;
  let asked = 0;
  const said: string[] = [];
  await openAtLast(
    {
      address: { host: '127.0.0.1', port: 4001 },
      open: async () => {
        asked += 1;
        if (at < forMs) throw why(at);
      },
    },
    {
      wanted: () => at < wantedMs,
      pause: async () => void (at += pauseMs),
      say: (line) => void said.push(`${at / 1000} s: ${line}`),
      now: () => at,
    },
  );
  return { asked, said };
}

const inWords =
  'another program listens on 127.0.0.1:4001; end it, or choose another port in the config. ' +
  'Another environment of Greenroom’s? Then bring that to its new port first; two that exchange theirs go through a third';

it('a host whose port a stranger took for an evening says so at once, reminds ever more seldom, and says when it is over', async () => {
  const { asked, said } = await tries(4 * hour);
  expect(asked).toBe(8 * 3600 + 1);
  expect(said).toEqual([
    `0 s: ${inWords}. It is tried again until it works`,
    `3600 s: still so after 1 h: ${inWords}`,
    `10800 s: still so after 3 h: ${inWords}`,
    '14400 s: 127.0.0.1:4001 is listened on, after 4 h',
  ]);
});

it('however long that lasts, it is a line a day', async () => {
  const { said } = await tries(60 * 24 * hour, undefined, undefined, 60_000);
  expect(said.length).toBeGreaterThan(60);
  expect(said.length).toBeLessThan(70);
});

it('another cause is said at once as well, and neither again because they take turns', async () => {
  const { said } = await tries(hour - 1, (at) => (at % 1000 === 0 ? taken : gone));
  expect(said).toEqual([
    `0 s: ${inWords}. It is tried again until it works`,
    '0.5 s: 127.0.0.1:4001 cannot be listened on: listen EADDRNOTAVAIL 10.0.0.7:4001. It is tried again until it works',
    '3600 s: 127.0.0.1:4001 is listened on, after 1 h',
  ]);
});

it('a port that what died still held for a moment is no news, and one that nobody wants any more is not waited for', async () => {
  expect((await tries(0)).said).toEqual([]);
  expect((await tries(1500)).said).toEqual([
    `0 s: ${inWords}. It is tried again until it works`,
    '1.5 s: 127.0.0.1:4001 is listened on, after 2 s',
  ]);
  const { asked } = await tries(Infinity, undefined, 60_000);
  expect(asked).toBe(120);
});
