import { mergeConfig } from "vite";
import window from "./vite.config.ts";

// The page that `cargo xtask bench ui` measures the users screen against; never part of the window.
export default mergeConfig(window, {
  root: "src/test",
  build: { outDir: "../../../target/bench/bare", emptyOutDir: true, rollupOptions: { input: "src/test/bare.html" } },
});
