export { ExchangeDialog } from "./ExchangeDialog";
export { RequestsDialog } from "./RequestsDialog";
export { RequestsTab } from "./RequestsTab";
