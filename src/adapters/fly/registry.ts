import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Digest, isDigest } from '../../core/release.ts';
import { parseJson } from '../../trust.ts';
import { FlyRefusal, remedyFor } from './refusal.ts';

/** OCI image specification, and Docker's older names for the same (image-spec, “Image Index”, “Image Manifest”). */
const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const imageTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const descriptor = z.looseObject({ digest: z.string(), size: z.number(), mediaType: z.string() });
const manifestShape = z.looseObject({
  mediaType: z.string().optional(),
  config: descriptor.optional(),
  layers: z.array(descriptor).optional(),
  manifests: z
    .array(descriptor.extend({ platform: z.looseObject({ os: z.string(), architecture: z.string() }).optional() }))
    .optional(),
});

export interface Manifest {
  readonly digest: Digest;
  readonly type: string;
  readonly bytes: Buffer;
  /** For an index: the image of Fly's machines in it (linux/amd64). The digest itself where it is no index. */
  readonly plain: Digest;
  /** Blobs that it consists of; none for an index. */
  readonly blobs: readonly { readonly digest: Digest; readonly size: number }[];
  readonly config?: Digest;
}

export interface RegistryPlace {
  readonly url: string;
  /** An app's name. */
  readonly repository: string;
  readonly token: string;
}

/** Manifests are small by the specification's own limit (4 MiB). */
const mostManifestBytes = 4 * 1024 * 1024;
const answerMs = 30_000;

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export function authorization(token: string): string {
  return `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
}

export async function callRegistry(
  { url, repository, token }: RegistryPlace,
  method: string,
  path: string,
  signal: AbortSignal,
  more: {
    readonly headers?: Record<string, string>;
    readonly body?: Uint8Array | ReadableStream<Uint8Array>;
    readonly deadlineMs?: number;
  } = {},
): Promise<Response> {
  try {
    return await fetch(path.startsWith('http') ? path : `${url}/v2/${repository}/${path}`, {
      method,
      headers: { authorization: authorization(token), ...more.headers },
      ...(more.body === undefined ? {} : { body: more.body, duplex: 'half' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(more.deadlineMs ?? answerMs)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new FlyRefusal(
      `Fly’s registry did not answer for ${repository}: ${error instanceof Error ? error.message : String(error)}`,
      0,
    );
  }
}

/**
 * An image's manifest by tag or digest; undefined where the registry has none. What comes is hashed here: the registry's
 * own word on the digest is compared with the bytes, never taken.
 */
export async function manifestOf(
  place: RegistryPlace,
  reference: string,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const accept = [...imageTypes, ...indexTypes].join(', ');
  const response = await callRegistry(place, 'GET', `manifests/${reference}`, signal, { headers: { accept } });
  if (response.status === 404) return undefined;
  if (!response.ok)
    throw new FlyRefusal(
      `Fly’s registry answers ${response.status} for ${place.repository}. ${remedyFor(response.status, '', place.repository)}`,
      response.status,
    );
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > mostManifestBytes)
    throw new FlyRefusal(`the manifest of ${place.repository} has ${bytes.length} bytes; wanted at most 4 MiB`, 0);
  const digest = digestOf(bytes);
  if (!isDigest(digest)) throw new Error(`no digest: ${digest}`);
  const told = response.headers.get('docker-content-digest');
  if ((told !== null && told !== digest) || (isDigest(reference) && reference !== digest))
    throw new FlyRefusal(
      `the registry says ${told ?? reference} for ${place.repository}, and what it gave has ${digest}`,
      0,
    );
  return read(place, digest, response.headers.get('content-type') ?? '', bytes);
}

function read(place: RegistryPlace, digest: Digest, contentType: string, bytes: Buffer): Manifest {
  const odd = (what: string): FlyRefusal =>
    new FlyRefusal(`the manifest ${digest} of ${place.repository} ${what}; build it again`, 0);
  let parsed: unknown;
  try {
    parsed = parseJson(bytes.toString('utf8'));
  } catch {
    throw odd('is not JSON');
  }
  const found = manifestShape.safeParse(parsed);
  if (!found.success) throw odd('has another shape than the image specification says');
  const type = found.data.mediaType ?? contentType.split(';')[0]?.trim() ?? '';
  if (indexTypes.includes(type)) {
    const fits = (found.data.manifests ?? []).filter(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
    );
    const [child, ...others] = fits;
    if (child === undefined || others.length > 0 || !isDigest(child.digest))
      throw odd(`is an index with ${fits.length} images for linux/amd64; wanted one`);
    return { digest, type, bytes, plain: child.digest, blobs: [] };
  }
  if (!imageTypes.includes(type)) throw odd(`is of type ${type}`);
  const { config, layers = [] } = found.data;
  const blobs = [...(config === undefined ? [] : [config]), ...layers].map(({ digest: its, size }) => {
    if (!isDigest(its)) throw odd(`names a blob ${its}`);
    return { digest: its, size };
  });
  return {
    digest,
    type,
    bytes,
    plain: digest,
    blobs,
    ...(config !== undefined && isDigest(config.digest) ? { config: config.digest } : {}),
  };
}
