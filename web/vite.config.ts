import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = 'http://localhost:8080'

export default defineConfig({
  plugins: [react()],
  build: {
    // Where Spring Boot serves static files from; the Maven build may name another place.
    outDir: process.env.GATEHOUSE_WEB_OUT || '../target/classes/static',
    emptyOutDir: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    // The server's Content-Security-Policy forbids inline scripts and data: fonts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The parts with the plotting and the map library are loaded when a plot or a plan is first shown.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    // The Host header stays the browser's, so that the server's same-origin check of WebSockets passes.
    proxy: { '/api': { target: server, ws: true, changeOrigin: false } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
