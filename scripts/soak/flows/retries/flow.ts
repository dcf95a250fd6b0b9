export { tasks as default } from '../tasks.ts';
