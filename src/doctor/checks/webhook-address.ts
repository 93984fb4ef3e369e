import { defineCheck, ok, warn } from '../check.ts';
import { hooksOf } from '../hooks.ts';

/** The signature proves who sent it, not that nobody else read it. */
export const webhookAddress = defineCheck({
  id: 'webhook-address',
  title: 'The way from GitHub to Greenroom',
  wanted: 'https with a certificate that GitHub checks.',
  remedy: 'Put Greenroom behind TLS (Fly does by itself), use the https address, and enable SSL verification.',
  of: hooksOf,
  judge: (hooks) => {
    if (hooks.length === 0) return ok('there is no webhook');
    const open = hooks.flatMap(({ repository, url, checksCertificate }) => {
      if (!url.startsWith('https://')) return [`${repository}: ${url} is not https`];
      return checksCertificate ? [] : [`${repository}: GitHub does not check the certificate`];
    });
    return open.length === 0 ? ok('https') : warn(open.join(' · '));
  },
});
