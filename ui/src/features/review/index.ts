export { ReviewDialog } from "./ReviewDialog";
export { SequenceDialog } from "./SequenceDialog";
export type { Subject } from "./useReview";
