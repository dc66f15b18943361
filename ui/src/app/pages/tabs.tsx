import type { PanelTab } from "@/features/detail";
import { HistoryTab } from "@/features/history";
import { RequestsTab } from "@/features/requests";
import { t } from "@/i18n";
import { member, text } from "@/scim/json";

/** The tabs of a record that other features bring. */
export function tabs(): readonly PanelTab[] {
  return [
    {
      id: "history", label: t("history.tab"),
      render: ({ connection, model, id, server, onReview }) => <HistoryTab connection={connection.id} typeName={model.name} id={id} createdAt={text(member(member(server, "meta"), "created")) || undefined} onReview={onReview} />,
    },
    { id: "requests", label: t("requests.tab"), render: ({ connection, model, id }) => <RequestsTab connection={connection} typeName={model.name} id={id} /> },
  ];
}
