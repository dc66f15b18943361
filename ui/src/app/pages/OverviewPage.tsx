import { Overview } from "@/features/overview";
import { ExchangeDialog, RequestsDialog } from "@/features/requests";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";

/** What is known of the server of a connection. */
export function OverviewPage() {
  const go = useGo();
  const connection = useConnection();
  if (!connection) return null;
  const { id } = connection;
  return (
    <Overview
      key={id}
      connection={connection}
      ways={{ edit: () => go.editConnection(id), jobs: () => go.jobs(id), record: (type, record) => go.type(id, type, record), job: go.job }}
      renderExchange={(seq, onClose) => <ExchangeDialog connection={connection} seq={seq} onClose={onClose} />}
      renderRequests={(failed, onClose) => <RequestsDialog connection={connection} failed={failed} onClose={onClose} />}
    />
  );
}
