export { FirstRun } from "./FirstRun";
export { Stopped } from "./Stopped";
export { UnlockVault } from "./UnlockVault";
