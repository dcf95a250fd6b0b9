import type { InvalidInput } from '@flowlang/client';
import { Field } from './field.tsx';
import type { Order } from './flowlang.ts';
import { euros, PRODUCTS } from './products.ts';

/** What is chosen; the price is the shop's. */
export type Line = Omit<NonNullable<Order['items']>[number], 'price'>;

interface ItemsProps {
  readonly lines: readonly Line[];
  readonly errors: readonly InvalidInput[];
  readonly onChange: (lines: readonly Line[]) => void;
}

export function Items({ lines, errors, onChange }: ItemsProps) {
  const change = (at: number, part: Partial<Line>): void =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  const next = PRODUCTS.find(({ id }) => !lines.some(({ product_id }) => product_id === id));
  return (
    <fieldset className="items">
      <legend>Items</legend>
      {lines.map(({ product_id, quantity }, index) => (
        <div className="line" key={product_id}>
          <Field label="Product" path={`/items/${index}/product_id`} errors={errors}>
            {(props) => (
              <select
                {...props}
                value={product_id}
                onChange={({ target }) => change(index, { product_id: target.value })}
              >
                {PRODUCTS.filter(({ id }) => id === product_id || !lines.some((line) => line.product_id === id)).map(
                  ({ id, name, price }) => (
                    <option key={id} value={id}>
                      {name}, {euros(price)}
                    </option>
                  ),
                )}
              </select>
            )}
          </Field>
          <Field label="Quantity" path={`/items/${index}/quantity`} errors={errors}>
            {(props) => (
              <input
                {...props}
                type="number"
                min="1"
                value={quantity}
                onChange={({ target }) => change(index, { quantity: target.valueAsNumber || 0 })}
              />
            )}
          </Field>
          <button
            type="button"
            className="icon"
            aria-label="Remove this item"
            disabled={lines.length === 1}
            onClick={() => onChange(lines.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </div>
      ))}
      {next && (
        <button
          type="button"
          className="link"
          onClick={() => onChange([...lines, { product_id: next.id, quantity: 1 }])}
        >
          Add an item
        </button>
      )}
    </fieldset>
  );
}
