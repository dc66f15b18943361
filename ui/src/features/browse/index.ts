export { Browse } from "./Browse";
