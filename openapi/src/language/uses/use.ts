/** What is known of a value from how a flow reads it. */
import type { JsonType, ValueType } from '../model.ts';
import { ANY, listOf, NUMBER, nullable, shapeOf, typesOf, withoutNull } from '../value-type.ts';

/** One value of a task's result, or the result itself. Several steps of one task read the same. */
export class Use {
  readonly #properties = new Map<string, Use>();
  readonly #wanted: ValueType[] = [];
  #item: Use | undefined;
  #isCondition = false;
  #mayBeNull = false;

  property(name: string): Use {
    const known = this.#properties.get(name) ?? new Use();
    this.#properties.set(name, known);
    return known;
  }

  item(): Use {
    this.#item ??= new Use();
    return this.#item;
  }

  want(type: ValueType): void {
    if (typesOf(type) !== undefined) this.#wanted.push(type);
  }

  /** A condition takes anything; a value that is only asked whether it is true is a boolean. */
  test(): void {
    this.#isCondition = true;
  }

  compareToNull(): void {
    this.#mayBeNull = true;
  }

  /** Undefined if nothing reads it. */
  type(): ValueType | undefined {
    const type = this.#shape() ?? this.#wish() ?? (this.#isCondition ? { type: 'boolean' as const } : undefined);
    if (type === undefined) return this.#mayBeNull ? ANY : undefined;
    return this.#mayBeNull ? nullable(type) : type;
  }

  #shape(): ValueType | undefined {
    const properties = [...this.#properties].filter(([name]) => name !== 'length');
    if (properties.length > 0 && this.#item !== undefined) return ANY;
    if (properties.length > 0) return shapeOf([...this.#properties].map(([name, use]) => [name, use.type() ?? ANY]));
    // Texts and lists have a length.
    if (this.#item !== undefined) return listOf(this.#item.type() ?? ANY);
    return this.#properties.size > 0 && this.#wanted.length === 0 ? ANY : undefined;
  }

  /** What all who read it agree on. */
  #wish(): ValueType | undefined {
    const wishes = this.#wanted.map((type) => ({ type: withoutNull(type), kinds: kindsOf(type) }));
    const [first] = wishes;
    if (first === undefined) return undefined;
    if (wishes.every(({ kinds }) => kinds === first.kinds)) return first.type;
    return wishes.every(({ kinds }) => /^(?:integer|number)(?:,number)?$/.test(kinds)) ? NUMBER : ANY;
  }
}

function kindsOf(type: ValueType): string {
  const kinds: readonly JsonType[] = [...(typesOf(type) ?? [])];
  return kinds
    .filter((kind) => kind !== 'null')
    .toSorted()
    .join();
}
