export { DetailPanel } from "./DetailPanel";
export type { PanelContext, PanelTab } from "./panel";
export { Tray } from "./Tray";
