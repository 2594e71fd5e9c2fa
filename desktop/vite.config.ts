/** How the desktop is built, served while it is worked on, and unit-tested. `HOTLINE_WEB` names the API server for `npm run dev`. */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const server = process.env['HOTLINE_WEB'] ?? 'http://127.0.0.1:8385'

export default defineConfig({
  plugins: [vue()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900 },
  define: { __VUE_I18N_FULL_INSTALL__: true, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, ws: true } } },
})
