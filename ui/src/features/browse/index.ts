export { Browse } from "./Browse";
export type { Selected } from "./useChoice";
