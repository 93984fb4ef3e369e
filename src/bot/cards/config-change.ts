import type { Artifact } from '../../core/release.ts';
import { code, firstOf, safe, shortDigest } from './text.ts';

/** Names only: what the values are is nobody's to read here. */
export function keyList(keys: readonly string[], most = 12): string {
  return firstOf(keys, most, (key) => code(key, 60)).join(' ');
}

/** Why a deployment came that nobody pushed or asked for. */
export function configChangeLines({ configChange }: { readonly configChange?: readonly string[] }): string[] {
  return configChange === undefined ? [] : [`**Configuration changed:** ${keyList(configChange, 4)}`];
}

/**
 * Of services that are built for each environment: which build staging tested, and which one production gets. Not the same
 * image, and the card has to say so; both are of one commit and of this release.
 */
export function variantLines(artifacts: readonly Artifact[]): string[] {
  const services = [...new Set(artifacts.flatMap(({ service, variant }) => (variant === undefined ? [] : [service])))];
  if (services.length === 0) return [];
  return [
    '**Built for each environment,** together and from this commit; each was tested as its staging build alone:',
    ...firstOf(services, 6, (service) => {
      const builds = artifacts
        .filter((one) => one.service === service)
        .map(({ digest, variant }) => `${safe(variant?.environment ?? '', 31)} ${shortDigest(digest)}`);
      return `${safe(service, 31)}: ${builds.join(' · ')}`;
    }),
  ];
}
