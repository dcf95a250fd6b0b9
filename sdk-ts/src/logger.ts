/** What the client tells about its work. Keys, headers and bodies are never in it. */
import { readEnvironment } from './environment.ts';

/** Takes the lines of the log; `console` is one. */
export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
}

const SILENT: Logger = { debug: () => {}, warn: () => {} };

/** Without a logger: the console if `FLOWLANG_LOG` is `debug`, its warnings if it is `info` or `warn`, else silence. */
export function loggerOr(given: Logger | undefined): Logger {
  if (given) return given;
  const level = readEnvironment('FLOWLANG_LOG')?.toLowerCase();
  if (level === 'debug') return console;
  if (level === 'info' || level === 'warn') return { debug: SILENT.debug, warn: (message) => console.warn(message) };
  return SILENT;
}
