import { describe, expect, it } from 'vitest';
import { sameHost } from '../../src/kit/same-host.ts';

const here =
  'localhost|LOCALHOST|localhost.|localhost:5432|127.0.0.1|127.0.0.1:5432|127.1|127.5.5.5|2130706433|0x7f000001|::1|[::1]|' +
  '[::1]:5432|0:0:0:0:0:0:0:1|::ffff:127.0.0.1|[::ffff:7f00:1]:5432|0.0.0.0|::|db.localhost||/var/run/postgresql|%2Fvar%2Frun%2Fpostgresql:5432| localhost ';
const groups = [
  here.split('|'),
  ['db.internal', 'DB.Internal', 'db.internal.', 'db.internal:5432', 'DB.INTERNAL.:5432'],
  [
    '10.0.0.7',
    '10.0.0.7:5432',
    '10.7',
    '::ffff:10.0.0.7',
    '[::FFFF:0a00:0007]:5432',
    '0:0:0:0:0:ffff:a00:7',
    '167772167',
  ],
  ['fdaa:0:1::3', 'FDAA:0:1::3', '[fdaa:0000:0001:0:0:0:0:3]:5432', 'fdaa:0:1:0:0:0:0:3', 'fdaa:0:1::3%eth0'],
  ['bücher.example', 'xn--bcher-kva.example', 'BÜCHER.example.'],
];

describe('names of one host', () => {
  it.each(groups)('%s has one spelling', (...names) => {
    expect(new Set(names.map((name) => sameHost(name, 5432))).size).toBe(1);
  });

  it('names of different hosts stay different', () => {
    const different = [
      ...groups.map(([first = '']) => first),
      'db.internal:5433',
      'db2.internal',
      '10.0.0.8',
      'fdaa:0:1::4',
    ];
    expect(new Set(different.map((name) => sameHost(name, 5432))).size).toBe(different.length);
  });

  it('a port is the default one only where it is', () => {
    expect(sameHost('redis.internal:6379', 6379)).toBe(sameHost('redis.internal', 6379));
    expect(sameHost('redis.internal:5432', 6379)).not.toBe(sameHost('redis.internal', 6379));
  });
});
