/** The only file that writes to the terminal: results to standard output, everything else to standard error. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

// Whoever reads may have had enough (`| head -1`), or its terminal has gone: what is left to say goes nowhere, and nothing has
// failed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

export const terminal = {
  /** What the command was asked for; a pipe may read it. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  },

  /** What a person should know beside it. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  },

  /** Of what is printed. Follows NO_COLOR, FORCE_COLOR and whether somebody looks. */
  style(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stdout });
  },

  get hasColor(): boolean {
    return styleText('red', 'x', { stream: process.stdout }) !== 'x';
  },

  /** Somebody sits before it who can be asked. */
  get isInteractive(): boolean {
    return process.stdin.isTTY && process.stdout.isTTY;
  },

  /** Resolves when all of it has left this process, or cannot. */
  async flush(): Promise<void> {
    const streams = [process.stdout, process.stderr];
    await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write('', resolve))));
  },
};
