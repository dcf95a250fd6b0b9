/** `flowlang version`: what somebody who helps wants to know first. */
import { VERSION } from '../../version.ts';
import { terminal } from '../terminal.ts';

export function version({ json }: { readonly json?: boolean }): void {
  const { version: node, platform, arch } = process;
  if (json === true) terminal.print(JSON.stringify({ flowlang: VERSION, node: node.slice(1), platform, arch }));
  else terminal.print(`flowlang ${VERSION}\nnode     ${node.slice(1)}\nplatform ${platform} ${arch}`);
}
