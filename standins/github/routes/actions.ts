import { z } from 'zod';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, readBody, repositoryOf, route } from '../route.ts';

const dispatch = z.object({ ref: z.string(), inputs: z.record(z.string(), z.string()).default({}) });

async function start(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { actions } = call.world;
  const workflow = call.params['workflow'] ?? '';
  const { ref, inputs } = readBody(call, 'Workflow', dispatch);
  // A commit is not taken here: branches and tags alone.
  if ((await call.world.head(repository.fullName, ref)) === undefined)
    throw new Refusal(422, `No ref found for: ${ref}`);
  const text = await actions.fileOf(repository, workflow, ref);
  if (text === undefined) throw new Refusal(404, 'Not Found');
  if (!/^\s*workflow_dispatch:/m.test(text))
    throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const odd = Object.keys(inputs).filter((name) => !new RegExp(`^ {6}${name}:`, 'm').test(text));
  if (odd.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(odd)}`);
  const script = actions.takeScript();
  await actions.begin(repository, { workflow, branch: ref, inputs, text }, script);
  if (script.losesAnswer === true) await call.world.clock.wait(30_000);
  return { status: 204 };
}

function runOf(call: Call) {
  const repository = repositoryOf(call);
  const found = call.world.actions.runs.find(
    (run) => run.repository === repository && run.id === Number(call.params['run']),
  );
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

function list(call: Call): Answer {
  const repository = repositoryOf(call);
  const branch = call.query.get('branch');
  const found = call.world.actions.runs
    .filter((run) => run.repository === repository && run.workflow === call.params['workflow'])
    .filter((run) => branch === null || run.branch === branch)
    .toReversed();
  const runs = found.map((run) => call.world.actions.show(run));
  return { status: 200, body: { total_count: runs.length, workflow_runs: runs } };
}

function artifacts(call: Call): Answer {
  const { artifact, besides = 0 } = runOf(call);
  const all = Array.from({ length: besides }, (_, at) => ({
    id: 9_000 + at,
    name: `trace-${at}`,
    size_in_bytes: 1,
    expired: false,
  }));
  if (artifact !== undefined)
    all.push({ id: artifact.id, name: 'junit', size_in_bytes: artifact.zip.length, expired: artifact.expired });
  const wanted = call.query.get('name');
  const found = all.filter(({ name }) => wanted === null || name === wanted);
  const shown = found.slice(0, Number(call.query.get('per_page') ?? 30));
  return { status: 200, body: { total_count: found.length, artifacts: shown } };
}

function zip(call: Call): Answer {
  const id = Number(call.params['artifact']);
  const found = call.world.actions.runs.find(({ artifact }) => artifact?.id === id)?.artifact;
  if (found === undefined) throw new Refusal(404, 'Not Found');
  if (found.expired) throw new Refusal(410, 'Artifact has expired');
  // Elsewhere, for a minute, and without a token: GitHub keeps artifacts at a cloud's.
  return { status: 302, headers: { location: `${call.world.addresses.server}/_blob/${id}` } };
}

export const actionRoutes: readonly Route[] = [
  route('POST', '/repos/:owner/:repo/actions/workflows/:workflow/dispatches', start),
  route('GET', '/repos/:owner/:repo/actions/workflows/:workflow/runs', list, ['event', 'branch', 'per_page', 'page']),
  route('GET', '/repos/:owner/:repo/actions/runs/:run', (call) => ({
    status: 200,
    body: call.world.actions.show(runOf(call)),
  })),
  route('POST', '/repos/:owner/:repo/actions/runs/:run/cancel', (call) => {
    call.world.actions.end(runOf(call), 'cancelled');
    return { status: 202, body: {} };
  }),
  route('GET', '/repos/:owner/:repo/actions/runs/:run/artifacts', artifacts, ['name', 'per_page', 'page']),
  route('GET', '/repos/:owner/:repo/actions/artifacts/:artifact/zip', zip),
];
