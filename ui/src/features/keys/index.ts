export { HelpDialog, type HelpTopic } from "./HelpDialog";
export { KeysDialog } from "./KeysDialog";
