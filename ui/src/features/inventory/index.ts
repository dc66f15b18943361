export { Inventory } from "./Inventory";
