import type { FlyAddresses } from '../../config/config.ts';
import { notSet } from '../../config/secrets.ts';
import { NotTaken, askJson, look } from '../../platform/ask-json.ts';
import type { Patience } from '../../platform/patience.ts';
import type { FlyAppSeen } from '../../ports/survey.ts';
import { expiryOf } from './token-expiry.ts';
import { tokenFrom } from './token-from.ts';

export interface FlySurvey {
  /** `advent/staging, api`, for the words. */
  readonly place: string;
  readonly app: string;
  readonly organisation: string;
  readonly tier: 'staging' | 'production';
  /** Name of its variable, and what is in it; undefined where it is not set. */
  readonly variable: string;
  readonly token: string | undefined;
  /** Production's apps, which staging's token must not open. */
  readonly production: readonly string[];
  readonly addresses: Pick<FlyAddresses, 'flapsUrl'>;
  /** With each look. */
  readonly patience: Patience;
}

/** What one app's token opens, side by side. Nothing is changed, and nothing is tried a second time. */
export async function surveyFly(survey: FlySurvey): Promise<FlyAppSeen> {
  const { place, app, tier, organisation, patience } = survey;
  const token = (): string => {
    if (survey.token === undefined) throw new Error(`${survey.variable} is ${notSet(survey.variable)}`);
    return tokenFrom(survey.token, survey.variable);
  };
  const opens = async (path: string): Promise<boolean> => {
    const { status } = await askJson({
      url: `${survey.addresses.flapsUrl}/v1${path}`,
      headers: { authorization: `Bearer ${token()}` },
      patience,
    });
    if (status === 200) return true;
    if ([401, 403, 404].includes(status)) return false;
    throw new Error(`Fly answers with ${String(status)}`);
  };
  const [its, all, production, expiresAt] = await Promise.all([
    look(async () => opens(`/apps/${encodeURIComponent(app)}`), patience),
    look(async () => opens(`/apps?org_slug=${encodeURIComponent(organisation)}`), patience),
    look(async () => {
      if (tier === 'production') return [];
      const open = await Promise.all(
        survey.production.map(async (other) => ((await opens(`/apps/${encodeURIComponent(other)}`)) ? [other] : [])),
      );
      return open.flat();
    }, patience),
    look(async () => {
      try {
        return expiryOf(token());
      } catch (error) {
        throw error instanceof NotTaken
          ? error
          : new Error(
              error instanceof RangeError
                ? 'the token could not be read'
                : error instanceof Error
                  ? error.message
                  : String(error),
            );
      }
    }, patience),
  ]);
  return { place, app, tier, opens: its, opensAll: all, opensProduction: production, expiresAt };
}
