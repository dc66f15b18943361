import { ConnectionEditor } from "@/features/connection";
import { Welcome } from "@/features/welcome";
import { useStoreMode } from "./useStoreMode";
import { useGo } from "../useGo";

export function WelcomePage() {
  const go = useGo();
  const mode = useStoreMode();
  return <Welcome onOpened={go.connection} connect={<ConnectionEditor mode={mode} onSaved={go.connection} onImported={go.editConnection} />} />;
}
