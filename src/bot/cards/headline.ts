import { reasons } from '../../core/reason.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { code, safe } from './text.ts';

/** Why it ended or what it waits for: meaning, code, and what was found. */
export function whyLines(view: DeploymentView): string[] {
  if (view.code === undefined) return view.detail === undefined ? [] : [safe(view.detail, 200)];
  const detail = view.detail === undefined ? '' : safe(view.detail, 160);
  return [`**What happened:** ${reasons[view.code].means} ${code(view.code, 40)}`, ...(detail === '' ? [] : [detail])];
}

export function remedyLines(view: DeploymentView): string[] {
  return view.code === undefined ? [] : [`**Do now:** ${reasons[view.code].remedy}`];
}

/** After a bad end: is production fine, and what serves here? */
export function servingLines(view: DeploymentView): string[] {
  const place = safe(view.environment, 31);
  const { serving } = view;
  if (view.tier === 'production') {
    if (view.code === 'deployment.roll-back-failed')
      return ['**Production is not well.** Nobody is mending it by itself.'];
    if (view.startedAt === undefined) return ['**Production:** untouched.'];
    if (serving === undefined) return ['**Production:** what serves is not known; look with /status.'];
    const verb = view.state === 'rolled-back' ? 'is back on' : 'goes on serving';
    return [`**Production:** ${verb} ${version(serving)}.`];
  }
  const lines = ['**Production:** untouched.'];
  if (serving === undefined) return lines;
  return serving.commit === view.commit.commit
    ? [...lines, `**${place}:** serves this commit, so that you can look; promotion is closed.`]
    : [...lines, `**${place}:** goes on serving ${version(serving)}.`];
}

function version(serving: NonNullable<DeploymentView['serving']>): string {
  return `${code(shortCommit(serving.commit), 12)} (#${String(serving.number)})`;
}

/** Addresses come from the operator's config; anything but http is left out all the same. */
export function addressLines(urls: DeploymentView['urls']): string[] {
  const entries = Object.entries(urls).filter(([, url]) => /^https?:\/\/[^\s<>]+$/.test(url) && url.length <= 300);
  return entries.slice(0, 3).map(([service, url]) => (entries.length === 1 ? url : `${safe(service, 31)}: ${url}`));
}
