import { guildsNow, ownThings, printer } from './identity.ts';
import type { KitOptions } from './kit.ts';
import { markersNow } from './markers.ts';
import { fieldsOf, textOf } from './read-call.ts';
import type { Route } from './serve.ts';

/**
 * `POST /_greenroom/identity`: in every environment, production too. Reads only, and gives away nothing but prints and, off
 * production, the servers that its Discord application is in.
 */
export function identityRoute(options: KitOptions, key: string): [string, Route] {
  const { flags, database, redis, identity = {} } = options;
  const print = printer();
  return [
    '/_greenroom/identity',
    async (body) => {
      const { printKey } = fieldsOf(body, 'body', ['printKey']);
      const known = textOf(128, /^[A-Za-z0-9_-]{43,}$/)(printKey, 'body.printKey');
      const markers = await markersNow({ flags, database, redis });
      const prints = await print(known, await ownThings(database, redis, identity, key));
      const guilds = await guildsNow(identity, flags.isProduction);
      const { environment, appEnv: tier } = flags;
      const answer = { environment, tier, schema: database.schema, markers, prints };
      return { status: 200, answer: guilds === undefined ? answer : { ...answer, guilds } };
    },
  ];
}
