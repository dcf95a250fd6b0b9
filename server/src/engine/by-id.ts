/**
 * What has the id of an execution, and comes and goes with each of them.
 *
 * A `Map` makes a new table every few dozen times that something comes and goes, and the old table points to the new one: once
 * one of them is in the old space, all that ever stood in those after it is taken for alive until that space is cleaned, a
 * kilobyte of each execution. Here a place is emptied, and there is one table for good.
 */
import { fnv1a } from './fnv1a.ts';

/** 2 to the 14th: with 10,000 executions that wait, half of the slots are taken. 128 kB. */
const SLOTS = 2 ** 14;

/** Characters. The end of an id is random. */
const TAIL = 6;

interface Place<T> {
  readonly id: string;
  value: T | undefined;
  next: Place<T> | undefined;
}

export class ById<T extends object> {
  private readonly slots: (Place<T> | undefined)[] = new Array(SLOTS).fill(undefined);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(id: string): T | undefined {
    let place = this.slots[slotOf(id)];
    while (place !== undefined && place.id !== id) place = place.next;
    return place?.value;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  /** In place of what had this id before. */
  set(id: string, value: T): void {
    this.delete(id);
    const slot = slotOf(id);
    this.slots[slot] = { id, value, next: this.slots[slot] };
    this.count += 1;
  }

  delete(id: string): void {
    const slot = slotOf(id);
    let before: Place<T> | undefined;
    let place = this.slots[slot];
    while (place !== undefined && place.id !== id) {
      before = place;
      place = place.next;
    }
    if (place === undefined) return;
    if (before === undefined) this.slots[slot] = place.next;
    else before.next = place.next;
    place.value = undefined;
    place.next = undefined;
    this.count -= 1;
  }

  /** Those that are there now: whoever goes through them may delete some. In no order. */
  values(): readonly T[] {
    const all: T[] = [];
    for (let place of this.slots) {
      for (; place !== undefined; place = place.next) if (place.value !== undefined) all.push(place.value);
    }
    return all;
  }
}

function slotOf(id: string): number {
  const hash = fnv1a(id, Math.max(0, id.length - TAIL));
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
