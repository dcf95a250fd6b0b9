/** SQLite's errors for the person who reads them: what is wrong, and what to do. */

import { JournalError } from '../../errors.ts';

/** Primary result codes (https://www.sqlite.org/rescode.html). */
const CODES = {
  busy: 5,
  locked: 6,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** Undefined if it is no error of SQLite's. */
function codeOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return undefined;
  // The lower byte of an extended code is the primary one.
  return thrown.errcode & 0xff;
}

export function isBusy(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === CODES.busy || code === CODES.locked;
}

export function isDamage(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === CODES.corrupt || code === CODES.notADatabase;
}

export function isFull(thrown: unknown): boolean {
  return codeOf(thrown) === CODES.full;
}

export function explain(thrown: unknown, file: string): string {
  if (thrown instanceof JournalError) return thrown.message;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  switch (codeOf(thrown)) {
    case CODES.busy:
    case CODES.locked:
      return `The journal ${file} is locked by another program (perhaps an open sqlite3 session): end that program.`;
    case CODES.readonly:
      return `The journal ${file} may not be written: give this user the right to write the file and its folder.`;
    case CODES.io:
      return `The disk of the journal ${file} fails (${said}): look after the disk.`;
    case CODES.full:
      return `The disk of the journal ${file} is full: make room.`;
    case CODES.cannotOpen:
      return `The journal ${file} cannot be opened (${said}): its folder must be there, and this user must be allowed to write it. Another file is chosen with --journal sqlite:PATH.`;
    case CODES.corrupt:
      return `The journal ${file} is damaged or cut off: put a backup in its place, or move it away to begin a new one.`;
    case CODES.notADatabase:
      return `${file} is not a journal, or its beginning is damaged. Choose another file with --journal sqlite:PATH, or move it away.`;
    default:
      return `The journal ${file} cannot be used: ${said}`;
  }
}
