/** Components that show a hook, around a client of the real server. */
import './dom.ts';
import { cleanup, render, renderHook } from '@testing-library/react';
import { Activity, createElement, type ReactNode } from 'react';
import { afterEach, expect } from 'vitest';
import { FlowLangClient } from '../../src/index.ts';
import { createFlowHooks } from '../../src/react/index.ts';
import { type Flows, serveForAll } from './flows.ts';

export const { FlowLangProvider, useFlow, useFlowStream, useFlowLangClient } = createFlowHooks<Flows>();

afterEach(cleanup);

interface Asked {
  readonly method: string;
  readonly path: string;
}

export interface Rig {
  readonly client: (way?: Way) => FlowLangClient<Flows>;
  /** All that the client asked for since the test began. */
  readonly asked: readonly Asked[];
  /** The ids of the executions of a flow. */
  readonly executions: (flow: keyof Flows) => Promise<string[]>;
  readonly show: <T>(hook: () => T, options?: { strict?: boolean; way?: Way }) => Shown<T>;
  /** Shows a hook in a part of the page that can be hidden, and comes back with its state. */
  readonly showHidable: <T>(hook: () => T, way?: Way) => Hidable<T>;
}

/** What lies between the client and the server. */
export type Way = (ask: () => Promise<Response>, asked: Asked) => Promise<Response>;

export interface Hidable<T> {
  readonly current: () => T;
  readonly turn: (mode: 'visible' | 'hidden') => void;
}

export type Shown<T> = ReturnType<typeof renderHook<T, unknown>>;

export function rigForAll(): Rig {
  const server = serveForAll();
  const asked: Asked[] = [];
  afterEach(() => {
    asked.length = 0;
  });
  const client = (way: Way = (ask) => ask()) =>
    new FlowLangClient<Flows>({
      baseUrl: server().url,
      retry: { baseDelay: 0 },
      fetch: (url, init) => {
        const request = { method: init.method ?? '', path: new URL(url).pathname };
        asked.push(request);
        return way(() => fetch(url, init), request);
      },
    });
  const executions: Rig['executions'] = async (flow) => {
    const ids = [];
    for await (const { execution_id } of client().listExecutions(flow)) ids.push(execution_id);
    return ids;
  };
  const show: Rig['show'] = (hook, { strict = false, way } = {}) => {
    const made = client(way);
    const wrapper = ({ children }: { children: ReactNode }) =>
      createElement(FlowLangProvider, { client: made }, children);
    // React mounts twice only what is strict from the root on.
    return renderHook(hook, { wrapper, reactStrictMode: strict });
  };
  const showHidable: Rig['showHidable'] = <T>(hook: () => T, way?: Way) => {
    const made = client(way);
    let seen: { readonly current: T } | undefined;
    const Inside = () => {
      seen = { current: hook() };
      return null;
    };
    const inside = { children: createElement(Inside) };
    const page = (mode: 'visible' | 'hidden') =>
      createElement(FlowLangProvider, { client: made }, createElement(Activity, { mode, ...inside }));
    const { rerender } = render(page('visible'));
    return {
      current: () => (seen ?? expect.fail('it was not rendered')).current,
      turn: (mode) => rerender(page(mode)),
    };
  };
  return { client, asked, executions, show, showHidable };
}
