/** Does what may take long and must hold up nobody. */
import { DatabaseSync } from 'node:sqlite';
import { number, text } from './columns.ts';
import { hashOf, scopeOf } from './key-filter.ts';
import type { Chores } from './protocol.ts';

/** Pages of the write-ahead log that the writer may finish by itself between two batches: a few milliseconds. */
const FEW_PAGES = 250;

/** Under load every round leaves what came meanwhile, and each of these is shorter than the one before. */
const ROUNDS = 4;

export class Keeper implements Chores {
  private readonly db: DatabaseSync;

  constructor(file: string) {
    this.db = new DatabaseSync(file, { timeout: 1000 });
    this.db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
  }

  checkpoint(): void {
    const statement = this.db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    let moved = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const row = statement.get() ?? {};
      if (number(row, 'log') - moved < FEW_PAGES) return;
      moved = number(row, 'checkpointed');
    }
  }

  keyHashes(): Uint32Array {
    const hashes: number[] = [];
    const keys = this.db.prepare(
      `SELECT idempotency_key, flow, principal FROM executions WHERE idempotency_key IS NOT NULL
        UNION ALL SELECT idempotency_key, flow, principal FROM bundled_keys`,
    );
    for (const row of keys.iterate())
      hashes.push(hashOf(scopeOf(text(row, 'principal'), text(row, 'flow'), text(row, 'idempotency_key'))));
    return Uint32Array.from(hashes);
  }

  unusedPlans(): readonly string[] {
    return this.db
      .prepare(`SELECT fingerprint FROM plans WHERE fingerprint NOT IN
          (SELECT plan FROM executions UNION SELECT value FROM bundles, json_each(plans))`)
      .all()
      .map((row) => text(row, 'fingerprint'));
  }

  close(): void {
    this.db.close();
  }
}
