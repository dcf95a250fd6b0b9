/** Hands out names that no two things share: the first to ask has it as it is, the next gets `_2`. */
export class Names {
  readonly #taken = new Set<string>();
  /** Of a name that was asked for again, the number that comes next: to count from 2 each time takes ever longer. */
  readonly #next = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(name);
  }

  allocate(wanted: string): string {
    let name = wanted;
    if (this.#taken.has(name)) {
      let count = this.#next.get(wanted) ?? 2;
      for (; this.#taken.has(name); count += 1) name = `${wanted}_${count}`;
      this.#next.set(wanted, count);
    }
    this.#taken.add(name);
    return name;
  }
}

/** By code unit and not by locale: the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function pascalCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
