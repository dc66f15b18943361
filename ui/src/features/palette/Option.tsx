import { ActivityMark } from "@/components/ActivityMark";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import type { Row } from "@/rpc/types";
import { isObject, text } from "@/scim/json";
import { activity } from "@/scim/model";
import { readPath } from "@/scim/path";
import { marked, type ActionItem } from "./items";
import s from "./palette.module.css";

export interface RecordItem {
  kind: "record";
  key: string;
  type: string;
  row: Row;
  run(): void;
}

export type Item = ActionItem | RecordItem;

const iconOf = (type: string): IconName => (({ User: "user", Group: "groups" }) as const)[type] ?? "roles";

/** One line of the palette. The field keeps focus; this is named by `aria-activedescendant`. */
export function Option({ id, item, words, active, onChoose }: { id: string; item: Item; words: readonly string[]; active: boolean; onChoose(): void }) {
  const attributes = { id, role: "option", "aria-selected": active, className: cx(s.item, active && s.isActive), onClick: onChoose } as const;
  if (item.kind === "action") {
    return (
      <div {...attributes}>
        <Icon name={item.icon} />
        <span className={s.words}>
          <span className="truncate"><Marked label={item.label} words={words} /></span>
          {item.of !== undefined && <bdi className="faint truncate" title={item.of}>{item.of}</bdi>}
        </span>
        {item.hotkey ? <Keys hotkey={item.hotkey} /> : <span />}
      </div>
    );
  }
  const { resource } = item.row;
  const name = isObject(resource) ? text(readPath(resource, "userName")) : "";
  return (
    <div {...attributes}>
      <Icon name={iconOf(item.type)} />
      <span className={s.words}>
        <bdi className="truncate"><Marked label={item.row.label} words={words} /></bdi>
        {name !== "" && name !== item.row.label && <bdi className="faint truncate"><Marked label={name} words={words} /></bdi>}
      </span>
      {item.type === "User" && isObject(resource) ? <ActivityMark is={activity(resource)} small /> : <span />}
    </div>
  );
}

function Marked({ label, words }: { label: string; words: readonly string[] }) {
  return <>{marked(label, words).map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text))}</>;
}
