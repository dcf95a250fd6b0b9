import { openJournal } from './sqlite-rig.ts';
import { describeJournal } from './suite.ts';

describeJournal('the SQLite journal', async () => ({ journal: await openJournal() }));
