/** Reads one environment variable, where there is such a thing; a blank one counts as not set. */
export function readEnvironment(name: string): string | undefined {
  try {
    return (globalThis as Host).process?.env?.[name]?.trim();
  } catch {
    // Deno throws where the permission is missing; an option can say the same.
    return undefined;
  }
}

/** Not every host has it. */
interface Host {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}
