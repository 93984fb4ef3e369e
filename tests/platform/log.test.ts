import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/platform/log.ts';
import { parseJson } from '../../src/trust.ts';

function world(secrets: readonly string[] = [], level = 'debug') {
  const lines: string[] = [];
  const log = createLog({
    level,
    role: 'web',
    secrets: () => secrets,
    destination: { write: (line) => lines.push(line) },
  });
  return { log, lines };
}

describe('the log', () => {
  test('writes a JSON line with level by name, role, fields of the child and message', () => {
    const { log, lines } = world();
    log.child({ deployment: '7' }).info({ step: 'build' }, 'started');
    expect(lines).toHaveLength(1);
    expect(parseJson(lines[0] ?? '')).toMatchObject({
      level: 'info',
      role: 'web',
      deployment: '7',
      step: 'build',
      msg: 'started',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test('keeps quiet below its level', () => {
    const { log, lines } = world([], 'warn');
    log.info({}, 'chatter');
    log.warn({}, 'trouble');
    expect(lines.map((line) => parseJson(line))).toMatchObject([{ msg: 'trouble' }]);
  });

  test('tells an error with its stack and causes', () => {
    const { log, lines } = world();
    log.error({ error: new Error('outer', { cause: new Error('inner') }) }, 'broken');
    expect(lines[0]).toContain('outer: inner');
    expect(lines[0]).toContain('log.test');
  });

  test('gives no secret away: in the message, deep in fields, as a key, escaped, in an error', () => {
    const secret = 'pass"word\\with/odd?signs';
    const { log, lines } = world([secret]);
    const url = `https://x.test/?q=${encodeURIComponent(secret)}`;
    log.info({ deep: { list: [{ url }] }, [secret]: 1 }, `using ${secret}`);
    log.child({ secret }).error({ err: new Error(`refused ${secret}`) }, Buffer.from(`u:${secret}`).toString('base64'));
    for (const line of lines) {
      parseJson(line);
      expect(line).not.toContain('odd');
      expect(line).not.toContain(encodeURIComponent(secret));
      expect(line).toContain('[secret]');
    }
  });

  test('gives no interaction token away, which is part of an address', () => {
    const { log, lines } = world();
    log.warn({ url: 'https://discord.com/api/v10/webhooks/123456789012345678/aW50ZXJhY3Rpb246MTIz' }, 'slow');
    expect(lines[0]).toContain('/webhooks/123456789012345678/[secret]"');
  });

  test('withholds a line rather than to write one that no tool can read', () => {
    const { log, lines } = world(['nabcdefgh']);
    log.info({}, 'two\nabcdefgh');
    expect(parseJson(lines[0] ?? '')).toMatchObject({ level: 'error', msg: expect.stringContaining('withheld') });
  });
});
