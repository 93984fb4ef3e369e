import type { KeyObject } from 'node:crypto';
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { Hook } from './repository.ts';

export interface RegisteredApp {
  readonly appId: string;
  readonly slug: string;
  readonly installationId: number;
  readonly publicKey: KeyObject;
  /** Whether its owner has installed it. */
  installed: boolean;
  /** Its own webhook, which hears of every repository that it is installed on. */
  readonly hook?: Hook;
}

export function registerApp(appId: string, publicKeyPem: string): RegisteredApp {
  const publicKey = createPublicKey(publicKeyPem);
  return { appId, slug: 'greenroom', installationId: 4_200_000, publicKey, installed: true };
}

const claims = z.object({ iat: z.number(), exp: z.number(), iss: z.union([z.string(), z.number()]) });
const header = z.object({ alg: z.literal('RS256') });

/** Why a JWT is not accepted, in GitHub's words; undefined where it is good. Lifetime at most ten minutes. */
export function jwtProblem(app: RegisteredApp | undefined, jwt: string, now: number): string | undefined {
  const undecoded = 'A JSON web token could not be decoded';
  const [head = '', body = '', signature = '', ...rest] = jwt.split('.');
  if (app === undefined || rest.length > 0) return undecoded;
  let said: z.infer<typeof claims>;
  try {
    header.parse(JSON.parse(Buffer.from(head, 'base64url').toString()));
    said = claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  } catch {
    return undecoded;
  }
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('sha256', signed, app.publicKey, Buffer.from(signature, 'base64url'))) return undecoded;
  const seconds = now / 1000;
  if (String(said.iss) !== app.appId) return "'Issuer' claim ('iss') must be an Integer";
  if (said.iat > seconds + 60) return "'Issued at' claim ('iat') must be an Integer representing the time in the past";
  if (said.exp <= seconds)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time";
  if (said.exp > seconds + 660) return "'Expiration time' claim ('exp') is too far in the future";
  return undefined;
}
