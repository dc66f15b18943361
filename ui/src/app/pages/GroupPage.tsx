import type { ReactNode } from "react";
import { GroupScreen } from "@/features/groups";
import { CancelDialog } from "@/features/jobs";
import type { ChangeReview, ConnectionView, JobView } from "@/rpc/types";
import { useGo } from "../useGo";

interface Props {
  connection: ConnectionView;
  type: string;
  id: string;
  rowHeight: number;
  onReview(review: ChangeReview, onSent?: () => void): void;
  details(onClose: () => void): ReactNode;
  /** Opens with the details. */
  withDetails: boolean;
}

const askToStop = (job: JobView, onClose: () => void) => <CancelDialog job={job} onClose={onClose} />;

/** A group on a screen of its own. */
export function GroupPage({ connection, type, id, rowHeight, onReview, details, withDetails }: Props) {
  const go = useGo();
  return (
    <GroupScreen
      key={id}
      connection={connection}
      id={id}
      rowHeight={rowHeight}
      onBack={() => go.type(connection.id, type)}
      onOpen={(typeName, resource) => go.type(connection.id, typeName, resource)}
      onReview={onReview}
      onJob={go.job}
      details={details}
      withDetails={withDetails}
      stopping={askToStop}
    />
  );
}
