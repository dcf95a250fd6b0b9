/**
 * Says of most idempotency keys that the file does not have them, without asking it: nearly every key is new, and to ask costs
 * more than to run a short flow. A Bloom filter (Bloom 1970): what it does not know is not there; what it knows may be there. Keys
 * that are forgotten stay in it until the next start, which only means that the file is asked.
 */
import { fnv1a } from '../../engine/fnv1a.ts';

/** Bits: 4 MB. With a million keys, of 2,000 new ones one is asked for in vain. */
const BITS = 2 ** 25;
const PROBES = 4;

export class KeyFilter {
  private readonly bits = new Uint32Array(BITS / 32);
  private complete = false;

  /** @param hashes of all keys that were in the file when it was opened */
  load(hashes: Uint32Array): void {
    for (const hash of hashes) this.addHash(hash);
    this.complete = true;
  }

  add(scope: string): void {
    this.addHash(hashOf(scope));
  }

  mayHave(scope: string): boolean {
    if (!this.complete) return true;
    let probe = hashOf(scope);
    for (let left = PROBES; left > 0; left -= 1) {
      if (((this.bits[(probe % BITS) >>> 5] ?? 0) & (1 << (probe & 31))) === 0) return false;
      probe = next(probe);
    }
    return true;
  }

  private addHash(hash: number): void {
    let probe = hash;
    for (let left = PROBES; left > 0; left -= 1) {
      const at = (probe % BITS) >>> 5;
      this.bits[at] = (this.bits[at] ?? 0) | (1 << (probe & 31));
      probe = next(probe);
    }
  }
}

/** A key is one of its caller and its flow. */
export function scopeOf(principal: string, flow: string, key: string): string {
  return JSON.stringify([principal, flow, key]);
}

export function hashOf(text: string): number {
  return fnv1a(text) >>> 0;
}

/** The finaliser of MurmurHash3 (Appleby): far from the one before. */
function next(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
