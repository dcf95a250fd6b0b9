/** The thread that copies: of the process of a command, not of the one that writes. */
import { workerData } from 'node:worker_threads';
import { answerQuestions } from './answering.ts';
import { Copier } from './copier.ts';

const file: string = workerData.file;
answerQuestions(file, () => new Copier(file));
