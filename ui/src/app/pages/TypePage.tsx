import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Skeleton } from "@/components/states";
import { DetailPanel, Tray } from "@/features/detail";
import { Browse } from "@/features/browse";
import { tabs } from "./tabs";
import { useRead } from "@/rpc/provider";
import type { ChangeReview } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { rowHeights } from "@/settings/theme";
import { useGo } from "../useGo";
import { Reviews, type Reviewing } from "./Reviews";
import { useConnection } from "./useConnection";

/** One type of resource: the grid, the details of one, what is not sent yet, the review. */
export function TypePage() {
  const go = useGo();
  const connection = useConnection();
  const { type = "" } = useParams({ strict: false });
  const { id } = useSearch({ strict: false });
  const { settings } = useSettings();
  const models = useRead(["models", connection?.id ?? ""], "models", { connection: connection?.id ?? "", refresh: false }, { enabled: connection !== undefined });
  const [reviewing, setReviewing] = useState<Reviewing>();
  const model = models.data?.find((each) => each.name === type);
  if (!connection || !model) return <Skeleton rows={12} />;

  function close() {
    if (!connection) return;
    go.type(connection.id, type);
    // Focus goes back to where it was: the list.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main [role=grid]")?.focus());
  }

  const open = (typeName: string, resource: string) => go.type(connection.id, typeName, resource);
  return (
    <>
      <Browse
        key={`${connection.id}/${type}`}
        connection={connection}
        model={model}
        current={id}
        rowHeight={rowHeights[settings.density]}
        onOpen={(resource) => go.type(connection.id, type, resource)}
        onImport={type === "User" ? () => go.importList(connection.id) : undefined}
        onEditConnection={() => go.editConnection(connection.id)}
      >
        {id !== undefined && (
          <DetailPanel
            key={id}
            connection={connection}
            model={model}
            id={id}
            onClose={close}
            onOpen={open}
            onReview={(review: ChangeReview) => setReviewing({ kind: "review", review })}
            tabs={tabs()}
          />
        )}
      </Browse>
      <Tray connection={connection.id} onReview={() => setReviewing({ kind: "drafts" })} />
      {reviewing && <Reviews connection={connection} what={reviewing} onClose={() => setReviewing(undefined)} />}
    </>
  );
}
