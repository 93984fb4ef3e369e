import { randomUUID } from 'node:crypto';
import { digestOf } from '../images.ts';
import { Refused } from '../model.ts';
import type { Answer, Asked } from '../respond.ts';
import type { FlyWorld } from '../world.ts';

const uploads = new Map<string, Buffer[]>();

const missing = (code: string): Answer => ({ status: 404, body: { errors: [{ code, message: 'not found' }] } });

/** The registry, after the OCI distribution specification; access is by organisation, writing by app (reference §2). */
export async function serveRegistry(world: FlyWorld, asked: Asked): Promise<Answer | undefined> {
  const match = /^\/v2\/([a-z0-9-]+)\/(manifests|blobs)\/(.+)$/.exec(asked.path);
  if (asked.path === '/v2/') return { status: 200 };
  if (match === null) return asked.path.startsWith('/v2/') ? missing('NAME_UNKNOWN') : undefined;
  const [, repository = '', kind, reference = ''] = match;
  const [scheme, secret = ''] = (asked.headers.authorization ?? '').split(' ');
  const [user, ...rest] = Buffer.from(secret, 'base64').toString('utf8').split(':');
  if (scheme !== 'Basic' || user !== 'x')
    return {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="registry"' },
      body: { errors: [{ code: 'UNAUTHORIZED' }] },
    };
  const token = world.tokenOf(rest.join(':'));
  const app = world.apps.get(repository);
  if (app === undefined) return missing('NAME_UNKNOWN');
  if (app.organisation !== token.organisation) throw new Refused(403, 'unauthorized: not allowed');
  if (world.imagesAreShared !== 'in the organisation' && token.app !== undefined && token.app !== repository)
    throw new Refused(403, 'unauthorized: not allowed');
  const writes = !['GET', 'HEAD'].includes(asked.method);
  if (writes && (token.kind === 'readonly' || (token.app !== undefined && token.app !== repository)))
    throw new Refused(403, 'unauthorized: not allowed');
  return kind === 'manifests'
    ? manifests(world, asked, repository, reference)
    : blobs(world, asked, repository, reference);
}

function manifests(world: FlyWorld, asked: Asked, repository: string, reference: string): Answer {
  if (asked.method === 'PUT') {
    const digest = world.images.putManifest(repository, reference, asked.body);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }
  const found = world.images.manifest(repository, reference);
  if (found === undefined) return missing('MANIFEST_UNKNOWN');
  const accepted = (asked.headers.accept ?? '*/*').split(',').map((one) => one.trim());
  if (!accepted.includes('*/*') && !accepted.includes(found.stored.type)) return missing('MANIFEST_UNKNOWN');
  return {
    status: 200,
    headers: { 'content-type': found.stored.type, 'docker-content-digest': found.digest },
    body: asked.method === 'HEAD' ? Buffer.alloc(0) : found.stored.bytes,
  };
}

async function blobs(world: FlyWorld, asked: Asked, repository: string, reference: string): Promise<Answer> {
  const { images } = world;
  if (reference === 'uploads/' && asked.method === 'POST') {
    const [mount, from] = [asked.query.get('mount'), asked.query.get('from')];
    if (mount !== null && from !== null && images.hasBlob(from, mount)) {
      images.addBlob(repository, mount);
      return { status: 201, headers: { location: `/v2/${repository}/blobs/${mount}` } };
    }
    const id = randomUUID();
    uploads.set(id, []);
    return { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/${id}` } };
  }
  const upload = /^uploads\/(.+)$/.exec(reference)?.[1];
  if (upload !== undefined) {
    const chunks = uploads.get(upload);
    if (chunks === undefined) return missing('BLOB_UPLOAD_UNKNOWN');
    chunks.push(asked.body);
    if (asked.method !== 'PUT') return { status: 202, headers: { location: asked.path } };
    const bytes = Buffer.concat(chunks);
    uploads.delete(upload);
    if (digestOf(bytes) !== asked.query.get('digest')) throw new Refused(400, 'digest invalid');
    return { status: 201, headers: { 'docker-content-digest': await images.putBlob(repository, bytes) } };
  }
  if (!images.hasBlob(repository, reference)) return missing('BLOB_UNKNOWN');
  return { status: 200, body: asked.method === 'HEAD' ? Buffer.alloc(0) : await images.blob(reference) };
}
