import { Button } from "@/components/Button";
import { Banner } from "@/components/states";
import { t } from "@/i18n";
import { sayNotice } from "@/scim/words";
import type { Live } from "./useLive";

/** How far the server's answer is, while more of it comes. */
export function liveProgress({ answer, loading }: Live): { received: number; total: number | null } | undefined {
  return loading && answer !== undefined && answer.end === null ? { received: answer.received, total: answer.total } : undefined;
}

/** What Rollcall did not ask, or not in one, because it knows the server: one press asks all the same. */
const askable = new Set(["filter_known", "filter_logic", "filter_split", "filter_too_long", "filter_characters"]);

/** The server did not filter, or not in one; Rollcall did, and says why. */
export function LiveNotice({ live: { answer, askAnyway } }: { live: Live }) {
  const notices = answer?.notices.filter((notice) => notice.code.startsWith("filter_")) ?? [];
  const split = notices.some((notice) => notice.code === "filter_split");
  if ((answer?.filteredBy !== "rollcall" && !split) || notices.length === 0) return null;
  return (
    <Banner
      icon="warning"
      tone="warn"
      actions={notices.some((notice) => askable.has(notice.code)) ? <Button size="sm" onClick={askAnyway}>{t("browse.askAnyway")}</Button> : undefined}
    >
      {notices.map((notice) => <bdi key={notice.code}>{sayNotice(notice)} </bdi>)}
    </Banner>
  );
}
