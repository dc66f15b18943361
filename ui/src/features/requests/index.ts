export { RequestsTab } from "./RequestsTab";
