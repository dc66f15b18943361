export { Actions } from "./Actions";
export { DetailPanel } from "./DetailPanel";
export type { PanelContext, PanelTab } from "./panel";
export { PasswordDialog } from "./PasswordDialog";
export { TemplateDialog } from "./TemplateDialog";
export { cloneOf, readTemplates, templateOf, type Template } from "./templates";
export { Tray } from "./Tray";
