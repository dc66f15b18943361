export { CopyReceipt } from "./CopyReceipt";
export { HistoryTab } from "./HistoryTab";
