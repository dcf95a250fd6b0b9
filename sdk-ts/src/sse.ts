/**
 * Server-sent events, read as the WHATWG has it: https://html.spec.whatwg.org/multipage/server-sent-events.html
 * Incremental: bytes may be cut anywhere, inside a character or a line end too. What ends without an empty line is dropped.
 */

export interface ServerSentEvent {
  /** The last event id in force at dispatch; empty if none. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export class SseParser {
  /** Milliseconds to wait before reconnecting, if the stream has said so. */
  retry: number | undefined;
  // Decoding as the standard wants it: one BOM at the very start is dropped, invalid bytes become U+FFFD.
  readonly #decoder = new TextDecoder();
  #line = '';
  #afterCr = false;
  #id = '';
  #event = '';
  #data = '';

  /** Takes the next bytes of the stream; answers with the events that they complete. */
  push(bytes: Uint8Array): ServerSentEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    if (this.#afterCr && text.startsWith('\n')) text = text.slice(1);
    this.#afterCr = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = this.#line + lines[0];
    this.#line = lines.pop() ?? '';
    return lines.flatMap((line) => this.#read(line));
  }

  #read(line: string): ServerSentEvent[] {
    // A comment is a field without a name, and so like any other that is not known.
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.#data += `${value}\n`;
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retry = Number(value);
    if (line !== '') return [];
    const event = { id: this.#id, event: this.#event || 'message', data: this.#data.slice(0, -1) };
    const data = this.#data;
    this.#event = '';
    this.#data = '';
    return data === '' ? [] : [event];
  }
}
