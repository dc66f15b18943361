/**
 * Why a list is not whole, other than by what the server sent.
 */
export type GapCode = "stopped" | "limit";
