/** Fly said no, or something that is not what it documents. `status` 0: no answer came. */
export class FlyRefusal extends Error {
  readonly status: number;
  /** Worth another try: Fly was busy, or the way there was broken. */
  readonly passing: boolean;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
    this.passing = status === 0 || status === 408 || status === 409 || status === 429 || status >= 500;
  }
}

/**
 * What a refusal most often means. “Could not find App” is also what a token without access gets (fly.md §1.2, §6.10),
 * so a missing app and a wrong token cannot be told apart from here.
 */
export function remedyFor(status: number, said: string, app: string): string {
  if (status === 401)
    return `The token for ${app} is not valid any more; make a new one: flyctl tokens create deploy -a ${app}`;
  if (status === 403 || status === 404 || /could not find app/i.test(said))
    return `Either there is no app ${app}, or its token is one of another app; check: flyctl status -a ${app}`;
  if (status === 429) return 'Fly asks for a slower pace; it is tried again.';
  if (status === 412)
    return `It did nothing: the machine’s state is not one for that just now; see: flyctl machine list -a ${app}`;
  return 'It is tried again; https://status.flyio.net says whether Fly has trouble.';
}
