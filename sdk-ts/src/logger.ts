/** What the client tells about its work. Keys, headers and bodies are never in it. */
import { readEnvironment } from './environment.ts';

/** Takes the lines of the log; `console` is one. */
export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
}

/** Without a logger: the console if `FLOWLANG_LOG` is `debug`, its warnings if it is `info` or `warn`, else silence. */
export function loggerOr(given: Logger | undefined): Partial<Logger> {
  const level = readEnvironment('FLOWLANG_LOG') ?? '';
  return given ?? (/^debug$/i.test(level) ? console : /^(info|warn)$/i.test(level) ? { warn: console.warn } : {});
}
