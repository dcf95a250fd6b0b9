/** The thread that does what may take long. */
import { workerData } from 'node:worker_threads';
import { answerQuestions } from './answering.ts';
import { Keeper } from './keeper.ts';

const file: string = workerData.file;
answerQuestions(file, () => new Keeper(file));
