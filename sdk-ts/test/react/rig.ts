/** Components that show a hook, around a client of the real server. */
import './dom.ts';
import { cleanup, renderHook } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach } from 'vitest';
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
  readonly client: () => FlowLangClient<Flows>;
  /** All that the client asked for since the test began. */
  readonly asked: readonly Asked[];
  readonly show: <T>(hook: () => T, options?: { strict?: boolean }) => Shown<T>;
}

export type Shown<T> = ReturnType<typeof renderHook<T, unknown>>;

export function rigForAll(): Rig {
  const server = serveForAll();
  const asked: Asked[] = [];
  afterEach(() => {
    asked.length = 0;
  });
  const client = () =>
    new FlowLangClient<Flows>({
      baseUrl: server().url,
      retry: { baseDelay: 0 },
      fetch: (url, init) => {
        asked.push({ method: init.method ?? '', path: new URL(url).pathname });
        return fetch(url, init);
      },
    });
  const show: Rig['show'] = (hook, { strict = false } = {}) => {
    const made = client();
    const wrapper = ({ children }: { children: ReactNode }) =>
      createElement(FlowLangProvider, { client: made }, children);
    // React mounts twice only what is strict from the root on.
    return renderHook(hook, { wrapper, reactStrictMode: strict });
  };
  return { client, asked, show };
}
