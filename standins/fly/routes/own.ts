import { z } from 'zod';
import { BuildFailed, buildImage } from '../build.ts';
import { Refused } from '../model.ts';
import type { Answer, Asked } from '../respond.ts';
import type { FlyWorld } from '../world.ts';

const callShape = z.object({
  argv: z.array(z.string()),
  command: z.string(),
  kind: z.enum(['build', 'image']).optional(),
});
const tokenShape = z.object({ app: z.string(), expires: z.number() });
const buildShape = z.object({
  app: z.string(),
  source: z.string(),
  dockerfile: z.string(),
  args: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  target: z.string().optional(),
  label: z.string(),
  push: z.boolean(),
});

/**
 * What only the stand-in's flyctl asks, and nothing of Fly's: how it is to misbehave, and a build, which real flyctl
 * has done by machines whose addresses cannot be changed.
 */
export async function serveOwn(world: FlyWorld, asked: Asked): Promise<Answer | undefined> {
  if (asked.path === '/_flyctl/call') {
    const { argv, command, kind } = callShape.parse(JSON.parse(asked.body.toString('utf8')));
    world.flyctlCalls.push(argv);
    return { status: 200, body: world.faults.takeFlyctl(command, kind) ?? {} };
  }
  if (asked.path === '/_flyctl/hangs') {
    world.hung += 1;
    world.tell();
    return { status: 200, body: {} };
  }
  if (asked.path === '/_flyctl/logs') {
    const machine = world.machines.get(asked.query.get('machine') ?? '');
    if (machine === undefined) throw new Refused(404, 'machine not found');
    return { status: 200, body: { log: machine.log } };
  }
  if (asked.path === '/_flyctl/token') {
    const by = world.tokenOf(asked.headers.authorization);
    const { app, expires } = tokenShape.parse(JSON.parse(asked.body.toString('utf8')));
    if (by.kind !== 'personal') throw new Refused(403, 'not authorized to create a token');
    return { status: 200, body: { token: world.addToken({ app: world.appFor(by, app).name, expires }) } };
  }
  if (asked.path !== '/_flyctl/build') return undefined;
  const token = world.tokenOf(asked.headers.authorization);
  const wanted = buildShape.parse(JSON.parse(asked.body.toString('utf8')));
  const app = world.appFor(token, wanted.app, true);
  const log: string[] = [];
  try {
    const { digest, bytes } = await buildImage(
      world.images,
      world.scratch,
      {
        repository: app.name,
        source: wanted.source,
        dockerfile: wanted.dockerfile,
        args: wanted.args,
        labels: wanted.labels,
        ...(wanted.target === undefined ? {} : { target: wanted.target }),
      },
      (line) => log.push(line),
    );
    if (!wanted.push) return { status: 200, body: { digest, log } };
    world.images.putManifest(app.name, digest, bytes);
    const top = world.pushesIndexes ? indexOf(bytes, digest) : bytes;
    return { status: 200, body: { digest: world.images.putManifest(app.name, wanted.label, top), log } };
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    return { status: 200, body: { error: error.message, log } };
  }
}

/** As docker buildx pushes it: an index that holds the image and its provenance. */
function indexOf(bytes: Buffer, digest: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest,
          size: bytes.length,
          platform: { os: 'linux', architecture: 'amd64' },
        },
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: `sha256:${'0'.repeat(64)}`,
          size: 10,
          platform: { os: 'unknown', architecture: 'unknown' },
        },
      ],
    }),
  );
}
