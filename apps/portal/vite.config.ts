import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The build is the same wherever it is started: a test runner's NODE_ENV would make React's development build of it.
process.env['NODE_ENV'] = 'production';

// Two builds from one source: the browser's (`vite build`) and the server's (`vite build --ssr`).
export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react()],
  ssr: { noExternal: true },
  // Else the server's build would bring both builds of React, and choose the slow one wherever NODE_ENV is not set.
  ...(isSsrBuild ? { define: { 'process.env.NODE_ENV': '"production"' } } : {}),
  build: isSsrBuild
    ? {
        outDir: 'dist/server',
        emptyOutDir: true,
        ssr: true,
        rollupOptions: { input: 'src/entry-server.tsx' },
        target: 'node22',
      }
    : {
        outDir: 'dist/client',
        emptyOutDir: true,
        rollupOptions: {
          input: 'src/entry-client.tsx',
          output: {
            entryFileNames: 'assets/[name]-[hash].js',
            chunkFileNames: 'assets/[name]-[hash].js',
            assetFileNames: 'assets/[name]-[hash][extname]',
          },
        },
        manifest: 'assets/manifest.json',
      },
}));
