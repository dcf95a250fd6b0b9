/** The engine wired without HTTP: for commands that run a flow in their own process. */
import { Engine } from './engine/engine.ts';
import type { Journal } from './engine/journal.ts';
import type { Logger } from './engine/ports.ts';
import { MemoryJournal } from './journal/memory.ts';
import { systemWorld } from './world.ts';

export interface OpenEngine {
  readonly engine: Engine;
  readonly journal: Journal;
}

export function openEngine(logger: Logger, redact: (text: string) => string): OpenEngine {
  const world = systemWorld(logger, redact);
  const journal = new MemoryJournal({ now: world.clock.now });
  return { engine: new Engine(journal, world), journal };
}
