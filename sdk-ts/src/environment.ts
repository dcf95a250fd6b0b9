/** Reads one environment variable, where there is such a thing; a blank one counts as not set. */
export function readEnvironment(name: string): string | undefined {
  const host = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } }; // not every host has it
  try {
    return host.process?.env?.[name]?.trim() || undefined;
  } catch {
    // Deno throws where the permission is missing; an option can say the same.
    return undefined;
  }
}
