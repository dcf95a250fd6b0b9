import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{openapi,server,sdk-ts,contract-tests,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
});
