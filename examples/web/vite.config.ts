import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const { FLOWLANG_BASE_URL: target = 'http://localhost:8000' } = loadEnv(mode, import.meta.dirname, 'FLOWLANG_');
  const proxy = {
    '/api': { target, changeOrigin: true, rewrite: (path: string) => path.replace(/^\/api/, '') },
  };
  return {
    root: import.meta.dirname,
    plugins: [react()],
    // `msw init` has put the worker there; without mocks there is nothing to publish.
    publicDir: mode === 'mock' ? '.msw' : false,
    build: { outDir: mode === 'mock' ? 'dist/mock' : 'dist/app', emptyOutDir: true },
    server: { proxy: mode === 'mock' ? {} : proxy },
    preview: { proxy: mode === 'mock' ? {} : proxy },
  };
});
