import { Status } from "@/components/marks";
import { t } from "@/i18n";
import type { FilterCheck } from "@/rpc/types";
import { sayFilter } from "@/scim/words";
import s from "./browse.module.css";

/** Where the filter goes wrong: the same text with the place marked, and the reason. */
export function FilterFault({ filter, fault }: { filter: string; fault: FilterCheck }) {
  const at = fault.position ?? undefined;
  return (
    <div className={s.fault} id="filter-fault" role="alert">
      {at !== undefined && (
        <pre className={s.faultText} aria-hidden="true">{filter.slice(0, at)}<mark>{filter.slice(at, at + 1) || " "}</mark>{filter.slice(at + 1)}</pre>
      )}
      <Status tone="bad" small>
        {at === undefined ? sayFilter(fault) : t("browse.position", { n: at + 1, message: sayFilter(fault) })}
      </Status>
    </div>
  );
}
