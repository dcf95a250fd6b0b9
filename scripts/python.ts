/** Runs a command with the Python environment of this repository: `node scripts/python.ts ruff check`. */
import { runs } from './workspace.ts';

const [command = 'python', ...args] = process.argv.slice(2);
process.exitCode = runs(command, args) ? 0 : 1;
