import { defineTasks } from 'flowlang';

export default defineTasks({ Greet: () => ({ text: 'hello' }) });
