export { GroupScreen } from "./GroupScreen";
export { GroupsTab } from "./GroupsTab";
export { InNoGroup } from "./InNoGroup";
export { Picker } from "./Picker";
export { useGathered } from "./staged";
