import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page: built into dist/web, which the server serves as it is. Nothing is loaded from elsewhere. */
export default defineConfig({
  root: 'src/web',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2024',
    // The content policy lets no script run from inside the document.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  worker: { format: 'es' },
});
