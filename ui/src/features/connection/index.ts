export { ConnectionEditor } from "./ConnectionEditor";
export { ExportButton } from "./Portable";
