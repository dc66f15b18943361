export { DetailPanel } from "./DetailPanel";
export { Tray } from "./Tray";
