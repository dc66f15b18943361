export { JsonEditor, type Mark } from "./JsonEditor";
