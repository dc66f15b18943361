import { Button } from "@/components/Button";
import { Banner } from "@/components/states";
import { t } from "@/i18n";
import { sayNotice } from "@/scim/words";
import type { Live } from "./useLive";

/** How far the server's answer is, while more of it comes. */
export function liveProgress({ answer, loading }: Live): { received: number; total: number | null } | undefined {
  return loading && answer !== undefined && answer.end === null ? { received: answer.received, total: answer.total } : undefined;
}

/** The server did not filter; Rollcall did, and says why. */
export function LiveNotice({ live: { answer, askAnyway } }: { live: Live }) {
  const notices = answer?.notices.filter((notice) => notice.code.startsWith("filter_")) ?? [];
  if (answer?.filteredBy !== "rollcall" || notices.length === 0) return null;
  return (
    <Banner
      icon="warning"
      tone="warn"
      actions={notices.some((notice) => notice.code === "filter_known") ? <Button size="sm" onClick={askAnyway}>{t("browse.askAnyway")}</Button> : undefined}
    >
      {notices.map((notice) => <bdi key={notice.code}>{sayNotice(notice)} </bdi>)}
    </Banner>
  );
}
