/** The executions of one flow in the order of their ids, to be listed from the newest. */
interface Shelved {
  readonly id: string;
  /** It is not to be listed any more. */
  readonly isForgotten: boolean;
}

export class Shelf<T extends Shelved> {
  private readonly entries: T[] = [];
  private forgotten = 0;

  get isEmpty(): boolean {
    return this.entries.length === this.forgotten;
  }

  /** Its id is higher than all before it. */
  add(entry: T): void {
    this.entries.push(entry);
  }

  /** One of its entries is forgotten from now on. To take each out of the list at once would move all that follow. */
  countForgotten(): void {
    this.forgotten += 1;
    if (this.forgotten < 100 || this.forgotten * 2 < this.entries.length) return;
    let kept = 0;
    for (const entry of this.entries) if (!entry.isForgotten) this.entries[kept++] = entry;
    this.entries.length = kept;
    this.forgotten = 0;
  }

  /** Newest first, below the id. */
  *below(id: string | undefined): Generator<T> {
    for (let at = this.countBelow(id) - 1; at >= 0; at -= 1) {
      const entry = this.entries[at];
      if (entry !== undefined && !entry.isForgotten) yield entry;
    }
  }

  private countBelow(id: string | undefined): number {
    let high = this.entries.length;
    if (id === undefined) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.id ?? '') < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
