/** A client as the older FlowLang had it, by its words: it posts the inputs, and reads a stream line by line. */
export class OlderClient {
  readonly #baseUrl: string;

  constructor({ baseUrl }: { readonly baseUrl: string }) {
    this.#baseUrl = baseUrl;
  }

  async executeFlow(flow: string, inputs: object): Promise<{ success: boolean; outputs: Record<string, unknown> }> {
    const response = await this.#post(`/flows/${flow}/execute`, inputs);
    return (await response.json()) as { success: boolean; outputs: Record<string, unknown> }; // It trusted its server.
  }

  async *executeFlowStream(flow: string, inputs: object): AsyncGenerator<{ step_id: string | null; status: string }> {
    const response = await this.#post(`/flows/${flow}/execute/stream`, inputs);
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = `${text}${chunk}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length));
    }
  }

  async #post(path: string, inputs: object): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    return fetch(`${this.#baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify({ inputs }) });
  }
}
