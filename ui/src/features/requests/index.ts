export { ExchangeDialog } from "./ExchangeDialog";
export { RequestsTab } from "./RequestsTab";
