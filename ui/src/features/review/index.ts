export { ReviewDialog } from "./ReviewDialog";
export type { Subject } from "./useReview";
