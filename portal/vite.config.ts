import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';

const app = process.env.APP ?? 'http://localhost:7071';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    outDir: resolve(import.meta.dirname, '../connector/functions/site'),
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    // The app refuses writes that were sent from another site.
    proxy: { '/api': { target: app, changeOrigin: true, headers: { origin: app } } },
  },
});
