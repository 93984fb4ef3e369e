import type { Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import { FlyRefusal } from './refusal.ts';
import { type Manifest, type RegistryPlace, callRegistry, manifestOf } from './registry.ts';

/** A layer may be large, and the way long. */
const blobMs = 600_000;

/**
 * Takes an image from one repository into another, blob by blob and in the end the very bytes of its manifest, so that
 * it keeps its digest: for two organisations, which share no images (fly.md §2). What is there already is left. The
 * registry compares each blob with its digest; the digest of the whole is compared here, before and after.
 */
export async function copyImage(from: RegistryPlace, to: RegistryPlace, digest: Digest, io: ActIo): Promise<boolean> {
  const manifest = await manifestOf(from, digest, io.signal);
  if (manifest === undefined) return false;
  if (manifest.plain !== manifest.digest)
    throw new FlyRefusal(`${digest} is an index; wanted the image in it, ${manifest.plain}`, 0);
  for (const [at, blob] of manifest.blobs.entries()) {
    io.output(`Copying part ${at + 1} of ${manifest.blobs.length} to ${to.repository} (${megabytes(blob.size)}).\n`);
    await copyBlob(from, to, blob, io);
  }
  await io.fence();
  await putManifest(to, manifest, io.signal);
  const there = await manifestOf(to, digest, io.signal);
  if (there?.digest !== digest)
    throw new FlyRefusal(`${to.repository} has ${there?.digest ?? 'nothing'} after the copy, wanted ${digest}`, 0);
  return true;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

function refused(place: RegistryPlace, what: string, status: number): FlyRefusal {
  return new FlyRefusal(`Fly’s registry answers ${status} when ${what} ${place.repository}`, status);
}

async function copyBlob(
  from: RegistryPlace,
  to: RegistryPlace,
  { digest, size }: Manifest['blobs'][number],
  { signal, fence }: ActIo,
): Promise<void> {
  const there = await callRegistry(to, 'HEAD', `blobs/${digest}`, signal);
  if (there.ok) return;
  const got = await callRegistry(from, 'GET', `blobs/${digest}`, signal, { deadlineMs: blobMs });
  if (!got.ok || got.body === null) throw refused(from, 'a part is read from', got.status);
  await fence();
  const begun = await callRegistry(to, 'POST', 'blobs/uploads/', signal);
  const location = begun.headers.get('location');
  if (begun.status !== 202 || location === null) throw refused(to, 'a part is to be written to', begun.status);
  // Where it says may be below its own host, or a whole address; its own host alone gets the token.
  const aim = new URL(location, to.url);
  if (aim.origin !== new URL(to.url).origin)
    throw new FlyRefusal(`Fly’s registry sends a part of ${to.repository} to ${aim.host}, which is not its own`, 0);
  aim.searchParams.set('digest', digest);
  const put = await callRegistry(to, 'PUT', aim.href, signal, {
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
    body: got.body,
    deadlineMs: blobMs,
  });
  if (put.status !== 201) throw refused(to, 'a part is written to', put.status);
}

async function putManifest(to: RegistryPlace, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const put = await callRegistry(to, 'PUT', `manifests/${manifest.digest}`, signal, {
    headers: { 'content-type': manifest.type },
    body: new Uint8Array(manifest.bytes),
  });
  if (put.status !== 201) throw refused(to, 'the manifest is written to', put.status);
}
