import { describe, expect, it } from 'vitest';
import { readFlags } from '../../src/kit/index.ts';

const read = (APP_ENV?: string, IS_PRODUCTION?: string, more: Record<string, string> = {}) =>
  readFlags({ APP_ENV, IS_PRODUCTION, ...more });

describe('E1.2 APP_ENV and IS_PRODUCTION', () => {
  it.each([
    ['production', 'true', { isProduction: true, logLevel: 'info' }],
    ['staging', 'false', { isProduction: false, logLevel: 'debug' }],
    ['local', 'false', { isProduction: false, logLevel: 'debug' }],
  ])('%s with %s is clear', (appEnv, said, wanted) => {
    expect(read(appEnv, said)).toEqual({ appEnv, environment: appEnv, ...wanted });
  });

  it.each([
    ['production', 'false', /contradict/],
    ['staging', 'true', /contradict/],
    ['local', 'true', /contradict/],
    ['Staging', 'false', /APP_ENV is "Staging", wanted/],
    ['', 'false', /APP_ENV is "", wanted/],
    [undefined, 'false', /APP_ENV is missing/],
    ['staging', undefined, /IS_PRODUCTION is missing/],
    ['staging', 'no', /IS_PRODUCTION is "no", wanted true or false/],
    ['staging', '0', /IS_PRODUCTION is "0"/],
    ['production', 'TRUE', /IS_PRODUCTION is "TRUE"/],
  ])('E7.4 %s with %s is refused', (appEnv, said, found) => {
    expect(() => read(appEnv, said)).toThrow(found);
  });

  it('tells everything that is wrong at once', () => {
    expect(() => read(undefined, undefined, { GREENROOM_ENVIRONMENT: 'a\nb' })).toThrow(
      /APP_ENV is missing.*IS_PRODUCTION is missing.*GREENROOM_ENVIRONMENT is "a\\nb"/,
    );
  });

  it('controls how much is logged, unless something else is asked for', () => {
    expect(read('staging', 'false', { LOG_LEVEL: 'warn' }).logLevel).toBe('warn');
    expect(read('production', 'true', { LOG_LEVEL: 'nonsense' }).logLevel).toBe('info');
  });

  it('takes the environment’s own name where it has one', () => {
    expect(read('staging', 'false', { GREENROOM_ENVIRONMENT: 'staging-2' }).environment).toBe('staging-2');
  });
});
