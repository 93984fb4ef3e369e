import type { Actor } from '../../core/intent.ts';
import type { StageTool } from '../../core/stage-tool.ts';
import type { StageTools } from '../../ports/stage-tools.ts';
import {
  type Considered,
  type Considering,
  type Hindered,
  type IntentHandler,
  hindered,
  mutating,
} from '../intents/handler.ts';
import { mayAsk } from '../intents/may-ask.ts';
import type { Use } from '../use.ts';
import { busyWith } from './busy-with.ts';
import { perform, takeUp } from './perform.ts';
import type { Play } from './play.ts';
import { whatServes } from './what-serves.ts';

/** Whose data it is, and who wants it: what every tool is asked alike. */
interface Placed {
  readonly project: string;
  readonly environment: string;
  readonly actor: Actor;
}

function toolsOf(use: Use, { project, environment }: Placed): StageTools<'staging'> | Hindered {
  const found = use.projects[project]?.environments[environment];
  if (found === undefined) return hindered('environment.unknown');
  if (found.tier !== 'staging' || use.works.on !== 'staging') return hindered('environment.production-refused');
  return use.works.stageTools(project, environment) ?? hindered('stage.no-tools');
}

/** Reads alone. `but`: the operation that is taken up, which is open and does not stand in its own way. */
async function consider<O extends StageTool>(
  play: Play<O>,
  { use, intent, signal }: Considering<O>,
  but?: string,
): Promise<Considered> {
  const { tool } = play;
  const placed: Placed = intent;
  const { project, environment, actor } = placed;
  const no = await mayAsk(use, actor, tool);
  if (no !== undefined) return { refusal: no };
  const tools = toolsOf(use, placed);
  if ('refusal' in tools) return tools;
  const serving = await whatServes(use, project, environment, signal);
  if ('refusal' in serving) return serving;
  const asker = { id: actor.discordId, action: tool };
  const place = { project, name: environment, tier: 'staging' } as const;
  const subject = { environment: place, release: serving.release, actor: asker };
  const considered = await use.gate.consider('play', 'deployment', subject, signal);
  const verdicts = () => Promise.resolve(considered.verdicts);
  if (!considered.allowed)
    return { ...hindered(considered.code ?? 'state.unknown', considered.detail ?? ''), verdicts };
  const busy = await busyWith(use, placed, but);
  if (busy !== undefined) return { ...hindered('stage.busy', busy), verdicts };
  const wish = await play.wish(intent, { use, tools, signal });
  if (!('wished' in wish)) return { ...wish, verdicts };
  return {
    would: wish.would,
    verdicts,
    act: (id) => perform(use, play, tools, { ...wish.wished, id, actor, serving }, signal),
  };
}

/**
 * A handler for one stage tool. The operation’s id is the intent’s: a wish that is delivered again finds it in the ledger,
 * and in the app’s own journal, and is looked at rather than done twice.
 */
export function playing<O extends StageTool>(play: Play<O>) {
  const handler = mutating<O>((considering) => consider(play, considering));
  const handle: IntentHandler<O> = async (handling) => {
    const { use, id, intent, signal } = handling;
    const begun = await use.ledger.stage.operation(id);
    if (begun === undefined) return handler(handling);
    const tools = toolsOf(use, intent);
    if ('refusal' in tools) return tools.refusal;
    return takeUp(use, play, tools, begun, () => consider(play, { use, intent, signal }, id), signal);
  };
  return Object.assign(handle, { consider: handler.consider });
}
