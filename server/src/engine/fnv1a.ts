/** FNV-1a (RFC 9923): 32 bits, with a sign, of a text from the character at `from` on. */
export function fnv1a(text: string, from = 0): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = from; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return hash;
}
