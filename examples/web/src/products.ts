/** What the shop sells: the tables that examples/order_processing knows, as a customer sees them. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

export const PRODUCTS: readonly Product[] = [
  { id: 'prod_1', name: 'Pencil set', price: 10 },
  { id: 'prod_2', name: 'Sketchbook', price: 24.5 },
  { id: 'prod_3', name: 'Drawing tablet', price: 199 },
];

export const CUSTOMERS = [
  { id: 'cust_456', name: 'Ada — 10 % off' },
  { id: 'cust_789', name: 'Bruno — 5 % off' },
  { id: 'cust_1', name: 'A new customer' },
] as const;

export function euros(amount: number): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(amount);
}
