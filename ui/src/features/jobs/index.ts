export { CancelDialog } from "./CancelDialog";
export { JobScreen } from "./JobScreen";
export { JobsList } from "./JobsList";
