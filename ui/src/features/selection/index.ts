export { SelectionActions, type Chosen } from "./SelectionActions";
