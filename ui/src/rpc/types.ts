/** The types of the contract, from one place: features never name the file they come from. */
export type * from "@/bindings";
export type { Commands as AllCommands } from "@/bindings";
