/** What a download may be, and how long it may take. */
interface Bounds {
  readonly mostBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads an address that GitHub sent us to. Without our token, which is not that host's, and with the API's own protocol;
 * undefined where more comes than may.
 */
export async function download(address: string, apiUrl: string, bounds: Bounds): Promise<Buffer | undefined> {
  const url = new URL(address);
  if (url.protocol !== new URL(apiUrl).protocol)
    throw new Error(`GitHub sends us to an address with ${url.protocol}, which is not followed.`);
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.any([bounds.signal, AbortSignal.timeout(bounds.timeoutMs)]),
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url.host} answers ${response.status} instead of the artifact.`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    // Leaving the loop ends the connection: the rest is not waited for.
    if (bytes > bounds.mostBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
