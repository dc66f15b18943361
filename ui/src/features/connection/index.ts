export { ConnectionEditor } from "./ConnectionEditor";
