import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refused } from '../model.ts';
import { type Answer, type Asked, parts } from '../respond.ts';
import type { FlyWorld } from '../world.ts';

const releaseShape = z.looseObject({
  app_name: z.string(),
  image: z.string(),
  strategy: z.string().optional(),
});
const graphShape = z.looseObject({
  query: z.string(),
  variables: z.looseObject({ appName: z.string(), ref: z.string() }),
});

/** Releases (`/api/v1/releases`, undocumented) and GraphQL's resolving of an image: what flyctl asks besides machines. */
export async function servePlatform(world: FlyWorld, asked: Asked): Promise<Answer | undefined> {
  const { method, path } = asked;
  if (path !== '/graphql' && !path.startsWith('/api/v1/')) return undefined;
  const token = world.tokenOf(asked.headers.authorization);
  const json = (): unknown => JSON.parse(asked.body.toString('utf8'));
  if (path === '/graphql') {
    const { query, variables } = graphShape.parse(json());
    if (!/image\(ref:/.test(query)) throw new Refused(400, 'only the resolving of an image is here');
    const app = world.appFor(token, variables.appName);
    try {
      const found = world.resolve(app, variables.ref);
      return { status: 200, body: { data: { app: { image: { ref: variables.ref, digest: found.index } } } } };
    } catch {
      return { status: 200, body: { data: { app: { image: null } } } };
    }
  }
  if (path === '/api/v1/releases' && method === 'POST') {
    const wanted = releaseShape.parse(json());
    const app = world.appFor(token, wanted.app_name, true);
    // It resolves once more; what is not there by then fails here (flyctl #4595).
    world.resolve(app, wanted.image);
    const release = {
      id: randomUUID(),
      app: app.name,
      version: world.releasesOf(app.name).length + 1,
      image: wanted.image,
      status: 'pending',
      strategy: wanted.strategy ?? 'rolling',
    };
    world.releases.push(release);
    return { status: 201, body: { id: release.id, version: release.version } };
  }
  const one = parts('/api/v1/releases/:id', path);
  if (one !== undefined && method === 'PATCH') {
    const release = world.releases.find(({ id }) => id === one['id']);
    if (release === undefined) throw new Refused(404, 'release not found');
    world.appFor(token, release.app, true);
    release.status = z.looseObject({ status: z.string() }).parse(json()).status;
    return { status: 200, body: release };
  }
  const listed = parts('/api/v1/apps/:app/releases', path);
  if (listed !== undefined) {
    world.appFor(token, listed['app'] ?? '');
    return { status: 200, body: world.releasesOf(listed['app'] ?? '') };
  }
  throw new Refused(404, 'not found');
}
