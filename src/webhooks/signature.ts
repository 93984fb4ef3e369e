import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';

export type SignatureProblem = 'signature-missing' | 'signature-sha1-only' | 'signature-wrong';

/** What to tell whoever looks at the delivery on GitHub. */
export const signatureRemedy: Record<SignatureProblem, string> = {
  'signature-missing':
    'The delivery has no X-Hub-Signature-256. Set the webhook’s secret on GitHub to the one in GITHUB_WEBHOOK_SECRET.',
  'signature-sha1-only':
    'The delivery is signed with SHA-1 only, which is not accepted. GitHub sends X-Hub-Signature-256 beside it; look for a proxy that drops it.',
  'signature-wrong':
    'X-Hub-Signature-256 does not fit the body. Set the webhook’s secret on GitHub to the one in GITHUB_WEBHOOK_SECRET, and let no proxy change the body.',
};

export type Verify = (
  body: Buffer,
  headers: { readonly sha256: unknown; readonly sha1: unknown },
) => Promise<SignatureProblem | undefined>;

/**
 * Checks the HMAC over the raw bytes against each secret (several while rotating).
 * The library signs text: bytes that are not UTF-8 would be replaced before they are signed, so that two different
 * bodies could share a signature. GitHub never sends such a body.
 */
export function createVerify(secrets: readonly string[]): Verify {
  if (secrets.length === 0 || secrets.some((secret) => secret === '')) {
    throw new Error(
      'GITHUB_WEBHOOK_SECRET is empty: found no secret, wanted at least one. Without it anybody could push.',
    );
  }
  const checks = secrets.map((secret) => new Webhooks({ secret }));
  return async (body, { sha256, sha1 }) => {
    if (typeof sha256 !== 'string') return typeof sha1 === 'string' ? 'signature-sha1-only' : 'signature-missing';
    if (!/^sha256=[0-9a-f]{64}$/.test(sha256) || body.length === 0 || !isUtf8(body)) return 'signature-wrong';
    const text = body.toString('utf8');
    for (const check of checks) if (await check.verify(text, sha256)) return undefined;
    return 'signature-wrong';
  };
}
