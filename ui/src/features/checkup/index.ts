export { CheckupDialog } from "./CheckupDialog";
