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

/**
 * Makes a parser: it takes the next bytes of a stream, and answers with the events that they complete.
 * @param onRetry Is told the milliseconds to wait before reconnecting, where the stream says so.
 */
export function createSseParser(onRetry: (ms: number) => void): (bytes: Uint8Array) => ServerSentEvent[] {
  // Decoding as the standard wants it: one BOM at the very start is dropped, invalid bytes become U+FFFD.
  const decoder = new TextDecoder();
  let open = ''; // the line that is not ended yet
  let afterCr = false;
  let id = '';
  let event = '';
  let data = '';

  const readLine = (line: string): ServerSentEvent[] => {
    // A comment is a field without a name, and so like any other that is not known.
    const [, name, value = ''] = /^(.*?)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') data += `${value}\n`;
    if (name === 'event') event = value;
    if (name === 'id' && !/\0/.test(value)) id = value;
    if (name === 'retry' && /^\d+$/.test(value)) onRetry(+value);
    if (line) return [];
    const events = data ? [{ id, event: event || 'message', data: data.slice(0, -1) }] : [];
    data = event = '';
    return events;
  };
  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (!text) return [];
    if (afterCr) text = text.replace(/^\n/, '');
    afterCr = /\r$/.test(text);
    const lines = text.split(/\r\n?|\n/);
    lines[0] = open + lines[0];
    open = lines.pop() as string; // there is one at least
    return lines.flatMap(readLine);
  };
}
