/**
 * For drivers in other languages. Reads lines of JSON from stdin: the document first, then an exchange each; answers each
 * exchange with a line: the list of what is wrong with it.
 */
import { createInterface } from 'node:readline';
import { checkExchange } from './check-exchange.ts';
import { Contract } from './contract.ts';
import type { Exchange } from './exchange.ts';

let contract: Contract | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (contract === undefined) contract = new Contract(JSON.parse(line));
  else console.log(JSON.stringify(checkExchange(contract, JSON.parse(line) as Exchange)));
}
