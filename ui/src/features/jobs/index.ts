export { JobScreen } from "./JobScreen";
export { JobsList } from "./JobsList";
