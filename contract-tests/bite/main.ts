/** `npm run bite`: breaks the server, and the client, in every way that we know, and shows who catches it. */
import { bite, biteClient } from './bite.ts';

const { falseAlarms, bites: ofServer } = await bite();
const bites = [...ofServer, ...(await biteClient())];
const width = Math.max(...bites.map(({ breakage }) => breakage.length));
for (const { breakage, caughtBy, broken } of bites) {
  const caught = caughtBy === undefined ? `NOT CAUGHT (${broken} answers were broken)` : caughtBy.scenario;
  console.log(`${caughtBy === undefined ? '✘' : '✔'} ${breakage.padEnd(width)}  →  ${caught}`);
  if (caughtBy !== undefined) console.log(`  ${' '.repeat(width)}     ${shorten(caughtBy.problem)}`);
}
for (const problem of falseAlarms) console.log(`✘ a false alarm, nothing was broken: ${problem}`);
const missed = bites.filter(({ caughtBy, broken }) => caughtBy === undefined || broken === 0).length;
console.log(`\nbite: ${bites.length - missed} of ${bites.length} breakages caught, ${falseAlarms.length} false alarms`);
process.exitCode = missed === 0 && falseAlarms.length === 0 ? 0 : 1;

function shorten(text: string): string {
  return text.length > 150 ? `${text.slice(0, 150)}…` : text;
}
