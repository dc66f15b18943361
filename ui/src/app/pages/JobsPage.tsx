import { JobsList } from "@/features/jobs";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";

export function JobsPage() {
  const go = useGo();
  const connection = useConnection();
  return connection ? <JobsList connection={connection.id} onOpen={go.job} onImport={() => go.importList(connection.id)} /> : null;
}
