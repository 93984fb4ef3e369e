import { request } from 'node:http';
import type { CheckConfig, MachineConfig } from './model.ts';

export interface Checked {
  readonly status: 'passing' | 'critical';
  readonly output: string;
}

/** Milliseconds. */
const [firstMs, unwellMs, wellMs] = [40, 250, 500];

/** How long until the next look: soon while a machine starts, and seldom once it is well. Fly's own are seconds. */
export function nextLook(last: number | undefined, isWell: boolean): number {
  if (isWell) return wellMs;
  return last === undefined || last === wellMs ? firstMs : Math.min(unwellMs, last * 1.25);
}

/** The checks that a machine's config has, under the names that Fly gives them. */
export function checksOf({ services = [], checks = {} }: MachineConfig): [string, CheckConfig][] {
  return [
    ...services.flatMap((one, at) =>
      (one.checks ?? []).map((check, which): [string, CheckConfig] => [`servicecheck-${at}${which}`, check]),
    ),
    ...Object.entries(checks),
  ];
}

/** One look at what listens there. Not by `fetch`, which takes three times the work; and it is done thousands of times. */
export function check(port: number, { type, path }: CheckConfig): Promise<Checked> {
  return new Promise((done) => {
    const refused = (): void => done({ status: 'critical', output: 'connect: connection refused' });
    const asked = request(
      { host: '127.0.0.1', port, path: type === 'http' ? (path ?? '/') : '/', agent: false, timeout: 2_000 },
      (answer) => {
        const { statusCode = 0 } = answer;
        const status = type !== 'http' || (statusCode >= 200 && statusCode < 300) ? 'passing' : 'critical';
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => (body += String(chunk)));
        answer.once('error', refused);
        answer.once('end', () => done({ status, output: body.slice(0, 200) }));
      },
    );
    asked.once('timeout', () => asked.destroy());
    // What is destroyed without an error ends here, too.
    asked.once('error', refused).once('close', refused).end();
  });
}
