import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The window is served from tauri://localhost (or by dev-host in browser tests), always as static files:
// relative addresses, no inlined scripts, nothing fetched from elsewhere.
export default defineConfig({
  base: "./",
  plugins: [react()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: "dist",
    target: ["es2022", "safari16"],
    // The polyfill would be an inline script, which the content security policy refuses.
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    testTimeout: 120_000,
  },
});
