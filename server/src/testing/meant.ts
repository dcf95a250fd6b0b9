import { closest } from '@flowlang/openapi';

/** @param says what to say of all of them, where none is near: `It runs` */
export function meant(name: string, names: readonly string[], says: string): string {
  const near = closest(name, names);
  return near === undefined ? `${says} ${names.join(', ') || 'none'}.` : `Did you mean \`${near}\`?`;
}
