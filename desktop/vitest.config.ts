/** Unit tests of the pure logic: no browser, no DOM. */
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['unit/**/*.test.ts'], environment: 'node' } })
