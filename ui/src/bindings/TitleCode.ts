/**
 * What a small job is called when nobody named it.
 */
export type TitleCode = "activate" | "deactivate" | "delete" | "set" | "membersOfGroups" | "membersOf";
