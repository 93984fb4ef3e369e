import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { Intents } from '../ports/intents.ts';
import type { Log } from '../ports/log.ts';
import type { Followed } from './followed.ts';
import type { Metrics } from './metrics.ts';
import { readDelivery } from './read-delivery.ts';
import type { Verify } from './signature.ts';
import { signatureRemedy } from './signature.ts';
import type { TakeUp } from './take-up.ts';
import type { Within } from './patience.ts';

interface Needs {
  readonly intents: Intents;
  readonly clock: Clock;
  readonly log: Log;
  readonly followed: Followed;
  readonly metrics: Metrics;
  readonly verify: Verify;
  readonly takeUp: TakeUp;
  /** 200 ms: the answer must be out in 250 even where the ledger is away, so that GitHub shows the failure. */
  readonly ledgerWithin: Within;
}

const largestBody = 1024 * 1024;

/**
 * `POST /webhooks/github`: raw body → verified → recorded → 202. What it means is worked out after the answer.
 * The raw bytes are what is signed, so this route alone gets them unparsed.
 */
export function receiveRoute(app: FastifyInstance, needs: Needs): void {
  void app.register((route, _, done) => {
    route.removeAllContentTypeParsers();
    route.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    route.post('/webhooks/github', { bodyLimit: largestBody }, (request, reply) => receive(needs, request, reply));
    done();
  });
}

async function receive(needs: Needs, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { clock, metrics, log } = needs;
  const start = clock.now();
  const answer = (status: number, outcome: string, body: object): FastifyReply => {
    metrics.answered(outcome, (clock.now() - start) / 1000);
    return reply.code(status).send(body);
  };
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { headers } = request;
  const forged = await needs.verify(body, {
    sha256: headers['x-hub-signature-256'],
    sha1: headers['x-hub-signature'],
  });
  // Nothing of an unsigned request is kept, not even in the log: anybody can send it.
  if (forged !== undefined) return answer(401, forged, { error: forged, message: signatureRemedy[forged] });

  const read = readDelivery(
    { id: headers['x-github-delivery'], event: headers['x-github-event'] },
    body,
    needs.followed,
  );
  if ('problem' in read) {
    log.warn({ problem: read.problem }, 'signed delivery that cannot be read');
    return answer(400, 'malformed', { error: 'malformed', message: read.problem });
  }
  const { delivery, payload } = read;
  try {
    const standing = await needs.ledgerWithin(needs.intents.recordDelivery(delivery));
    if (standing !== 'done') needs.takeUp.offer(delivery, payload);
    return answer(202, standing, { delivery: delivery.id, standing });
  } catch (error) {
    log.error({ delivery: delivery.id, error }, 'delivery could not be recorded');
    const message = 'The ledger is away. Redeliver later; the slow poll of the branch finds the commit anyway.';
    return answer(503, 'ledger-away', { error: 'ledger-away', message });
  }
}
