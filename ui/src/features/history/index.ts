export { Gone } from "./Gone";
export { CopyReceipt } from "./CopyReceipt";
export { HistoryTab } from "./HistoryTab";
