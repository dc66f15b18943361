import { Icon } from "@/components/Icon";
import { t } from "@/i18n";
import type { JsonValue } from "@/rpc/types";
import { member, text } from "@/scim/json";
import s from "./detail.module.css";

/** The groups a person is in. The server keeps this list; it changes when the group does. */
export function GroupsOf({ groups, onOpen }: { groups: readonly JsonValue[]; onOpen(group: string): void }) {
  if (groups.length === 0) return <p className={s.sub}>{t("detail.groupsNone")}</p>;
  return (
    <>
      <p className={s.sub}>{t("detail.groupsSub")}</p>
      {groups.map((group) => {
        const id = text(member(group, "value"));
        return (
          <button key={id} type="button" className={s.linkRow} onClick={() => onOpen(id)}>
            <Icon name="groups" size="sm" />
            <bdi className="truncate">{text(member(group, "display")) || id}</bdi>
            <span className="spacer" />
            <bdi className="xs faint">{text(member(group, "type"))}</bdi>
            <Icon name="chev-r" size="xs" />
          </button>
        );
      })}
    </>
  );
}
