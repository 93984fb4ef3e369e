import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { ids } from './config.ts';

type Json = Record<string, unknown>;

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
  readonly file?: string;
  readonly authorization: string | undefined;
}

export interface Press {
  readonly roles?: readonly string[];
  readonly guild?: string;
  readonly data: Json;
  /** 2 a command, 3 a button, 4 autocomplete. */
  readonly type: 2 | 3 | 4;
  /** Of a button: what it is under is a message that everybody sees. */
  readonly inChannel?: boolean;
  /** Where it is pressed; in #deployments unless told. */
  readonly channel?: string;
}

const application = '400000000000000001';
const user = { id: '100000000000000001', username: 'ana', global_name: 'Ana', discriminator: '0', avatar: null };
const self = { id: application, username: 'greenroom', discriminator: '0000', avatar: null, bot: true };

/**
 * As much of Discord as one connected client of this bot needs: it says hello, lets it identify, and answers the few
 * routes below; every other one is an error that fails the test by its presence in `unknown`.
 */
export async function miniDiscord() {
  const calls: Call[] = [];
  const unknown: string[] = [];
  const sockets = new Set<WebSocket>();
  const identifies: Json[] = [];
  let commands: unknown[] = [];
  let serial = 500_000_000_000_000_000n;
  let sequence = 0;
  /** Answers to give instead, by the end of the path; with `stores` it does first what it was asked. 0 is no answer. */
  const faults: { path: string; status: number; code: number; stores?: true }[] = [];
  const acknowledged = new Set<string>();
  const next = (): string => String((serial += 1n));

  const server = createServer((request, response) => {
    void (async () => {
      const { body, file } = await read(request);
      const path = decodeURIComponent((request.url ?? '').replace(/^\/api\/v10/, '')).replace(/\?.*$/, '');
      const method = request.method ?? '';
      calls.push({ method, path, body, ...(file ? { file } : {}), authorization: request.headers.authorization });
      const say = (status: number, answer?: unknown): void => {
        if (answer === undefined) return void response.writeHead(status).end();
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      };
      const at = faults.findIndex((fault) => path.endsWith(fault.path));
      const [fault] = at < 0 ? [] : faults.splice(at, 1);
      if (fault) {
        if (fault.stores) acknowledged.add(path);
        if (fault.status === 0) return;
        return say(fault.status, { code: fault.code, message: 'made to fail' });
      }
      if (path === '/gateway/bot') {
        return say(200, {
          url: address('ws'),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        });
      }
      if (path === `/applications/${application}/guilds/${ids.guild}/commands`) {
        if (method === 'PUT') commands = Array.isArray(body) ? body.map(asRegistered) : [];
        return say(200, commands);
      }
      if (/^\/interactions\/\d+\/[\w-]+\/callback$/.test(path) && method === 'POST') {
        if (acknowledged.has(path)) return say(400, { code: 40060, message: 'already acknowledged' });
        acknowledged.add(path);
        return say(204);
      }
      if (/^\/webhooks\/\d+\/[\w-]+\/messages\/@original$/.test(path) && method === 'PATCH')
        return say(200, message('1'));
      if (/^\/(channels\/\d+\/messages|webhooks\/\d+\/[\w-]+)$/.test(path) && method === 'POST')
        return say(200, message(next()));
      if (/^\/channels\/\d+\/messages\/\d+(\/reactions\/.+)?$/.test(path))
        return say(method === 'PUT' ? 204 : 200, method === 'PUT' ? undefined : message('1'));
      unknown.push(`${method} ${path}`);
      return say(404, { code: 0, message: '404: Not Found' });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = (protocol: string): string => {
    const where = server.address();
    return `${protocol}://127.0.0.1:${String(typeof where === 'object' && where ? where.port : 0)}`;
  };

  const gateway = new WebSocketServer({ server });
  gateway.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 40_000 } }));
    socket.on('message', (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString('utf8')) as { op: number; d: Json };
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      if (op === 6) dispatch('RESUMED', {});
      if (op !== 2) return;
      identifies.push(d);
      dispatch('READY', {
        v: 10,
        user: self,
        guilds: [{ id: ids.guild, unavailable: true }],
        session_id: 's',
        resume_gateway_url: address('ws'),
        application: { id: application, flags: 0 },
      });
      dispatch('GUILD_CREATE', guild());
    });
  });

  function dispatch(event: string, d: Json): void {
    sequence += 1;
    for (const socket of sockets) socket.send(JSON.stringify({ op: 0, t: event, s: sequence, d }));
  }

  /** Somebody types a command or presses a button. The roles are those of the payload. */
  function press({ roles = [], guild: where = ids.guild, data, type, inChannel = false, ...more }: Press): string {
    const channel = more.channel ?? ids.deployments;
    const id = next();
    dispatch('INTERACTION_CREATE', {
      id,
      application_id: application,
      type,
      token: `token-${id}`,
      version: 1,
      data,
      guild_id: where,
      channel_id: channel,
      channel: { id: channel, type: 0, name: 'deployments', guild_id: where, permissions: '0' },
      member: { user, roles, joined_at: '2026-01-01T00:00:00Z', deaf: false, mute: false, flags: 0, permissions: '0' },
      ...(type === 3 ? { message: { ...message('300000000000000001'), flags: inChannel ? 0 : 64 } } : {}),
      entitlements: [],
      authorizing_integration_owners: { '0': where },
      app_permissions: '0',
      locale: 'en-GB',
      attachment_size_limit: 10_485_760,
    });
    return id;
  }

  /** A reaction on a message that no client has cached. */
  function react(kind: 'ADD' | 'REMOVE', messageId: string, emoji: string, bot = false): void {
    const member = {
      user: { ...user, bot },
      roles: [],
      joined_at: '2026-01-01T00:00:00Z',
      deaf: false,
      mute: false,
      flags: 0,
    };
    dispatch(`MESSAGE_REACTION_${kind}`, {
      user_id: user.id,
      channel_id: ids.deployments,
      message_id: messageId,
      guild_id: ids.guild,
      emoji: { id: null, name: emoji },
      burst: false,
      type: 0,
      ...(kind === 'ADD' ? { member } : {}),
    });
  }

  return {
    apiUrl: `${address('http')}/api`,
    calls,
    unknown,
    identifies,
    faults,
    press,
    react,
    dispatch,
    /** What the interaction's answer says now, or nothing yet. */
    answer: (id: string): Call | undefined =>
      calls.findLast(({ method, path }) => method === 'PATCH' && path.includes(`token-${id}/`)),
    drop: () => {
      for (const socket of sockets) socket.close(4000);
    },
    close: () => {
      for (const socket of sockets) socket.terminate();
      gateway.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function message(id: string): Json {
  return {
    id,
    channel_id: ids.deployments,
    author: self,
    content: '',
    timestamp: '2026-11-23T21:00:00.000000+00:00',
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: 0,
  };
}

/** What Discord gives back for a command: more than it was sent, and defaults left out. */
function asRegistered(command: Json, index: number): Json {
  const options = Array.isArray(command['options']) ? (command['options'] as Json[]) : [];
  return {
    ...command,
    id: String(600_000_000_000_000_000n + BigInt(index)),
    application_id: application,
    guild_id: ids.guild,
    version: '1',
    type: 1,
    nsfw: false,
    contexts: null,
    default_member_permissions: null,
    name_localizations: null,
    options: options.map(({ required, autocomplete, ...rest }) => ({
      ...rest,
      ...(required === true ? { required } : {}),
      ...(autocomplete === true ? { autocomplete } : {}),
    })),
  };
}

function guild(): Json {
  const role = (id: string, name: string): Json => ({
    id,
    name,
    color: 0,
    colors: { primary_color: 0 },
    hoist: false,
    position: 1,
    permissions: '0',
    managed: false,
    mentionable: false,
    flags: 0,
  });
  return {
    id: ids.guild,
    name: 'Advent',
    owner_id: user.id,
    unavailable: false,
    member_count: 2,
    roles: [
      role(ids.guild, '@everyone'),
      role(ids.tester, 'tester'),
      role(ids.deployer, 'deployer'),
      role(ids.releaseManager, 'manager'),
    ],
    channels: [{ id: ids.deployments, type: 0, name: 'deployments', position: 0, permission_overwrites: [] }],
    members: [{ user: self, roles: [], joined_at: '2026-01-01T00:00:00Z', deaf: false, mute: false, flags: 0 }],
    threads: [],
    emojis: [],
    stickers: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    features: [],
  };
}

async function read(request: IncomingMessage): Promise<{ body: Json; file?: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) {
    const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
    const file = form.get('files[0]');
    const text = form.get('payload_json');
    return {
      body: JSON.parse(typeof text === 'string' ? text : '{}') as Json,
      ...(file && typeof file !== 'string' ? { file: await file.text() } : {}),
    };
  }
  return { body: (raw.length > 0 ? JSON.parse(raw.toString('utf8')) : {}) as Json };
}
