/** The thread that reads. */
import { workerData } from 'node:worker_threads';
import { answerQuestions } from './answering.ts';
import { Reader } from './reader.ts';

const file: string = workerData.file;
answerQuestions(file, () => new Reader(file));
