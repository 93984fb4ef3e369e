import { pino, stdSerializers, type Logger } from 'pino';
import { createScrubber } from '../core/redaction.ts';
import type { Log } from '../ports/log.ts';
import { parseJson } from '../trust.ts';

export interface LogOptions {
  /** pino's: trace, debug, info, warn, error, fatal or silent. */
  readonly level: string;
  /** Which part of Greenroom speaks; in every line. */
  readonly role: string;
  /** Asked at each line: secrets are resolved while the process runs. */
  readonly secrets: () => readonly string[];
  /** Takes whole lines; standard output where absent. */
  readonly destination?: { write(line: string): void };
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * JSON lines on standard output. Scrubs the finished line, not listed fields: secrets hide in messages, addresses and
 * deep in errors, where pino's redact paths do not look (reliability.md §2).
 */
export function createLog(options: LogOptions): Log {
  // Synchronous, so that the last line before an end by signal or crash is not lost.
  const out = options.destination ?? pino.destination({ fd: 1, sync: true });
  const scrubber = createScrubber(options.secrets);
  const logger = pino(
    {
      level: options.level,
      base: { role: options.role },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.err, error: stdSerializers.err, cause: stdSerializers.err },
    },
    {
      write(line: string) {
        const safe = scrubber.write(line) + scrubber.end();
        // A secret can end in the middle of an escape; a line that no tool can read would be lost as well.
        out.write(safe === line || isJson(safe) ? safe : withheld(options.role));
      },
    },
  );
  return wrap(logger);
}

function withheld(role: string): string {
  return `${JSON.stringify({ level: 'error', role, msg: 'A log line was withheld: a secret in it could not be cut out cleanly.' })}\n`;
}

function wrap(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  };
}
