export { LeaverDialog } from "./LeaverDialog";
