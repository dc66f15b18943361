/**
 * Why a row of a job did not succeed.
 */
export type FailureClass = "invalid" | "forbidden" | "not_found" | "uniqueness" | "unsupported" | "too_large" | "refused" | "unsendable" | "ignored" | "never_arrived" | "partial" | "blocked" | "dependency";
