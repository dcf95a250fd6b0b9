/**
 * What is sensitive is kept sealed (AES-256-GCM), with a key in a file of its own: neither the database nor a copy of it
 * holds a sensitive value.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { JournalError } from '../../errors.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class Seal {
  private readonly keyFile: string;
  private key: Buffer | undefined;

  constructor(journalFile: string) {
    this.keyFile = `${journalFile}.key`;
  }

  /** @param place where it stands: a sealed value that was moved to another place does not open */
  close(text: string, place: string): Uint8Array {
    this.key ??= readKey(this.keyFile) ?? makeKey(this.keyFile);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(place));
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined without the key, and with another one. */
  open(sealed: Uint8Array, place: string): string | undefined {
    this.key ??= readKey(this.keyFile);
    if (this.key === undefined || sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}

/** Where the inputs of an execution are sealed. */
export function inputsOf(executionId: string): string {
  return `inputs ${executionId}`;
}

/** Where facts of an execution are sealed, the last of which has this number. */
export function factsOf(executionId: string, number: number): string {
  return `facts ${executionId} ${number}`;
}

function readKey(file: string): Buffer | undefined {
  let key: Buffer;
  try {
    key = readFileSync(file);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw new JournalError(`The key ${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
  if (key.length === KEY_BYTES) return key;
  throw new JournalError(`${file} is no key of a journal: put the right one there, or move it away.`);
}

/** Complete, or not there: what is sealed with half a key could never be opened. */
function makeKey(file: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  const draft = `${file}.new`;
  const fd = openSync(draft, 'w', 0o600);
  try {
    writeSync(fd, key);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, file);
  return key;
}
