import { z } from 'zod';
import type { Machine } from '../machine.ts';
import { type App, Refused } from '../model.ts';
import { type Answer, type Asked, parts } from '../respond.ts';
import type { FlyWorld } from '../world.ts';

const check = z.looseObject({ type: z.string(), path: z.string().exactOptional() });
const configShape = z.looseObject({
  image: z.string(),
  env: z.record(z.string(), z.string()).exactOptional(),
  init: z
    .looseObject({ cmd: z.array(z.string()).exactOptional(), entrypoint: z.array(z.string()).exactOptional() })
    .exactOptional(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
  services: z
    .array(
      z.looseObject({
        internal_port: z.number(),
        autostart: z.boolean().exactOptional(),
        autostop: z.union([z.string(), z.boolean()]).exactOptional(),
        checks: z.array(check).exactOptional(),
      }),
    )
    .exactOptional(),
  checks: z.record(z.string(), check).exactOptional(),
  restart: z.looseObject({ policy: z.string().exactOptional() }).exactOptional(),
  auto_destroy: z.boolean().exactOptional(),
  standbys: z.array(z.string()).exactOptional(),
  guest: z.looseObject({}).exactOptional(),
});
const writeShape = z.strictObject({
  config: configShape,
  name: z.string().exactOptional(),
  region: z.string().optional(),
  skip_launch: z.boolean().optional(),
  skip_service_registration: z.boolean().optional(),
  lease_ttl: z.number().optional(),
  min_secrets_version: z.number().nullish(),
});

const execShape = z.strictObject({ cmd: z.string(), timeout: z.number().int().min(1).max(60) });

function parsed<T>(shape: z.ZodType<T>, { body, headers }: Asked, world: FlyWorld): T {
  const refuse = (why: string): Refused => {
    world.violations.push(`the Machines API was sent ${why}`);
    return new Refused(400, `invalid request: ${why}`);
  };
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) throw refuse('no content-type application/json');
  try {
    return shape.parse(JSON.parse(body.toString('utf8')));
  } catch (error) {
    throw refuse(error instanceof z.ZodError ? JSON.stringify(error.issues[0]) : 'what is not JSON');
  }
}

/** The Machines API, as far as a deployer needs it (docs: machines/api/working-with-machines-api). */
export async function serveMachines(world: FlyWorld, asked: Asked): Promise<Answer | undefined> {
  const { method, path } = asked;
  if (!path.startsWith('/v1/apps')) return undefined;
  const token = world.tokenOf(asked.headers.authorization);
  if (path === '/v1/apps' && method === 'GET') {
    // An app's own token has failed here since 2026 (simonw/datasette.io #188).
    if (token.kind === 'deploy') throw new Refused(401, 'unauthorized');
    const slug = asked.query.get('org_slug');
    if (slug === null) throw new Refused(400, 'org_slug is required');
    if (slug !== token.organisation) throw new Refused(404, 'organization not found');
    const apps = [...world.apps.values()].filter((one) => one.organisation === token.organisation);
    return { status: 200, body: { total_apps: apps.length, apps: apps.map(appJson) } };
  }
  const name = path.split('/')[3] ?? '';
  const app = world.appFor(token, name, method !== 'GET');
  if (method === 'GET' && parts('/v1/apps/:app', path) !== undefined) return { status: 200, body: appJson(app) };
  if (method === 'GET' && parts('/v1/apps/:app/secrets', path) !== undefined)
    return { status: 200, body: { secrets: [...app.secrets.keys()].map((one) => ({ name: one })) } };
  if (parts('/v1/apps/:app/machines', path) !== undefined) return collection(world, app, asked);
  const [, , , , kind, id = '', verb, key] = path.split('/');
  const machine = world.machines.get(decodeURIComponent(id));
  if (kind !== 'machines') return undefined;
  if (machine === undefined || machine.app !== name) throw new Refused(404, 'machine not found');
  return one(world, app, machine, verb, key, asked);
}

const appJson = ({ name, organisation }: App): object => ({
  id: name,
  name,
  status: 'deployed',
  organization: { name: organisation, slug: organisation },
});

async function collection(world: FlyWorld, app: App, asked: Asked): Promise<Answer> {
  if (asked.method === 'GET') return { status: 200, body: world.machinesOf(app.name).map((one) => one.json()) };
  if (asked.method !== 'POST') throw new Refused(405, 'method not allowed');
  const { config, region, skip_launch: skip } = parsed(writeShape, asked, world);
  const machine = await world.makeMachine(app, config, {
    launch: skip !== true,
    ...(region === undefined ? {} : { region }),
  });
  return { status: 200, body: machine.json() };
}

/** In every other state a start is refused, above all in those that pass: `replacing`, `starting` (hexclave #2060). */
const startable = ['created', 'stopped', 'suspended', 'failed'];

function lease(machine: Machine, nonce: string | undefined): void {
  const held = machine.lease;
  if (held !== undefined && held.expires > Date.now() && held.nonce !== nonce)
    throw new Refused(409, `failed to acquire lease: machine ${machine.id} lease currently held by someone`);
}

async function one(
  world: FlyWorld,
  app: App,
  machine: Machine,
  verb: string | undefined,
  key: string | undefined,
  asked: Asked,
): Promise<Answer> {
  const { method } = asked;
  const nonce = asked.headers['fly-machine-lease-nonce'];
  const held = typeof nonce === 'string' ? nonce : undefined;
  if (verb === undefined && method === 'GET') return { status: 200, body: machine.json() };
  if (verb === 'lease') {
    if (method === 'DELETE') {
      machine.lease = undefined;
      return { status: 200, body: { status: 'success' } };
    }
    lease(machine, held);
    const ttl = Number(asked.query.get('ttl') ?? 13);
    machine.lease = { nonce: held ?? Math.random().toString(36).slice(2), expires: Date.now() + ttl * 1_000 };
    return {
      status: 201,
      body: { status: 'success', data: { nonce: machine.lease.nonce, expires_at: machine.lease.expires } },
    };
  }
  if (verb === 'metadata' && method === 'POST' && key !== undefined) {
    const { value } = parsed(z.strictObject({ value: z.string() }), asked, world);
    machine.config = { ...machine.config, metadata: { ...machine.config.metadata, [decodeURIComponent(key)]: value } };
    return { status: 204 };
  }
  if (verb === undefined && method === 'POST') {
    lease(machine, held);
    const { config, skip_launch: skip } = parsed(writeShape, asked, world);
    await world.updateMachine(app, machine, config, skip !== true);
    return { status: 200, body: machine.json() };
  }
  if (verb === 'exec' && method === 'POST') {
    const { cmd } = parsed(execShape, asked, world);
    if (machine.state !== 'started') throw new Refused(412, `machine is not started: '${machine.state}'`);
    return { status: 200, body: await machine.exec(cmd) };
  }
  lease(machine, held);
  if (verb === undefined && method === 'DELETE') {
    await machine.stop();
    machine.state = 'destroyed';
    world.tell();
    return { status: 200, body: { ok: true } };
  }
  if (method === 'POST' && verb === 'start') {
    if (!startable.includes(machine.state))
      throw new Refused(412, `failed_precondition: unable to start machine from current state: '${machine.state}'`);
    await machine.start();
    return { status: 200, body: { previous_state: 'stopped' } };
  }
  if (method === 'POST' && verb === 'stop') {
    await machine.stop();
    return { status: 200, body: { ok: true } };
  }
  if (method === 'POST' && verb === 'restart') {
    // Fly's words name stopped ones, too, and yet these have to be started (flyctl #3785, #5164).
    if (machine.state !== 'started')
      throw new Refused(412, 'failed_precondition: unable to restart machine, not currently started or stopped');
    await machine.stop();
    await machine.start();
    return { status: 200, body: { ok: true } };
  }
  throw new Refused(404, `no such call: ${method} ${verb ?? ''}`);
}
