/** The log of a server: lines for people on a terminal's standard error, JSON on standard output in production. */
import { createRequire } from 'node:module';
import type { Logger } from '../engine/ports.ts';
import type { Config } from '../project/config.ts';
import { LOG_LEVELS } from './log-levels.ts';
import { terminal } from './terminal.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

interface LogOptions {
  readonly level: LogLevel;
  /** Of several processes, which one. */
  readonly worker: string | undefined;
}

/** No secret of the environment gets into a line, whoever wrote it. */
export function createLogger(config: Config, options: LogOptions): Logger {
  return config.production ? jsonLogger(config.redact, options) : terminalLogger(config.redact, options);
}

function jsonLogger(redact: (text: string) => string, { level, worker }: LogOptions): Logger {
  // Where it is asked for, and not before.
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  const base = { pid: process.pid, ...(worker !== undefined && { worker: Number(worker) }) };
  // Whoever reads it need not know pino's numbers.
  const formatters = { level: (label: string) => ({ level: label }) };
  const log = pino(
    { level, base, formatters, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => terminal.print(redact(line.trimEnd())) },
  );
  const at = (name: keyof Logger) => (fields: object, message: string) => log[name](fields, message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function terminalLogger(
  redact: (text: string) => string,
  { level, worker }: LogOptions = { level: 'info', worker: undefined },
): Logger {
  const lowest = LOG_LEVELS.indexOf(level);
  const who = worker === undefined ? '' : ` [${worker}]`;
  const log = (name: LogLevel) => {
    if (LOG_LEVELS.indexOf(name) < lowest) return () => {};
    return (fields: object, message: string): void => {
      const time = new Date().toISOString().slice(11, 23);
      const rest = Object.entries(fields).flatMap(([key, value]) =>
        value === undefined ? [] : ` ${key}=${show(value)}`,
      );
      terminal.note(redact(`${time}${who} ${name.padEnd(5)} ${message}${rest.join('')}`));
    };
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

function show(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
