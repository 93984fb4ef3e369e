import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { envText } from '../../../src/cli/init/env-text.ts';

it('a secret that the operator has already is written so that it is read as it is', () => {
  const secrets = {
    GITHUB_WEBHOOK_SECRET: '0123456789#abcdef',
    FLY_STAGING_TOKEN: 'FlyV1 fm2_a,b=',
    GITHUB_APP_PRIVATE_KEY: '-----BEGIN KEY-----\\nabc\\n-----END KEY-----',
    QUOTED: '"it begins with one',
  };
  expect(parseEnv(envText(secrets))).toEqual(secrets);
  expect(envText({ PLAIN: 'abc' })).toBe('PLAIN=abc\n');
  expect(() => envText({ ALL: '#\'"`' })).toThrow('ALL: found a value that no line of greenroom.env can hold');
});
