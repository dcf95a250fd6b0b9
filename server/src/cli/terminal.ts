/** The only file that writes to the terminal: results to standard output, everything else to standard error. */
import { styleText } from 'node:util';
import type { Logger } from '../engine/ports.ts';

type Style = Parameters<typeof styleText>[0];

export const terminal = {
  /** What the command was asked for; a pipe may read it. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  },

  /** What a person should know beside it. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  },

  /** Follows NO_COLOR, FORCE_COLOR and whether somebody looks. */
  style(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stdout });
  },

  get hasColor(): boolean {
    return styleText('red', 'x', { stream: process.stdout }) !== 'x';
  },
};

/** Log lines for people, on standard error. */
export function terminalLogger(redact: (text: string) => string): Logger {
  const log = (level: string) => (fields: object, message: string) => {
    const time = new Date().toISOString().slice(11, 23);
    const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${show(value)}`);
    terminal.note(redact(`${time} ${level} ${message}${rest.join('')}`));
  };
  return { debug: () => {}, info: log('info '), warn: log('warn '), error: log('error') };
}

function show(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
