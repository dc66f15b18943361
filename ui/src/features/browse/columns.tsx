import { ActivityMark } from "@/components/ActivityMark";
import { cx } from "@/components/cx";
import type { Column } from "@/data-grid/types";
import g from "@/data-grid/grid.module.css";
import { changesOf, type Draft } from "@/drafts/store";
import { t } from "@/i18n";
import type { Row, TypeModel } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import { activity, findAttribute, hasAttribute } from "@/scim/model";
import { readPath } from "@/scim/path";
import { showValue } from "@/scim/show";

/** The column of names; its key is not an attribute, because names come from more than one. */
export const NAME = "";

const tracks: Readonly<Record<string, string>> = {
  active: "104px",
  userName: "minmax(190px, 1.2fr)",
  "meta.lastModified": "150px",
};

/** Columns of a type, from its schema: name, status, then what the engine found to be good first columns. */
export function columnsOf(model: TypeModel, drafts: ReadonlyMap<string, Draft>): Column<Row>[] {
  const state = (row: Row) => drafts.get(row.id)?.desired ?? row.resource;
  const changed = (row: Row, path: string) => changesOf(drafts.get(row.id)).some((change) => change.path === path || change.path.startsWith(`${path}.`));
  const columns: Column<Row>[] = [{
    id: NAME,
    title: t("browse.name"),
    width: "minmax(180px, 1fr)",
    sortable: true,
    className: g.gridName,
    edited: (row) => changed(row, "displayName") || changed(row, "name"),
    render: (row) => <bdi title={row.label}>{row.label}</bdi>,
  }];
  if (hasAttribute(model, "active")) {
    columns.push({
      id: "active",
      title: labelOf("active"),
      term: "active",
      width: tracks["active"] ?? "104px",
      sortable: true,
      edited: (row) => changed(row, "active"),
      render: (row) => <ActivityMark is={activity(state(row))} />,
    });
  }
  // The parts of a name stand in the first column already; where people work is what one looks for next.
  const proposed = model.columns.filter((path) => !/^(displayname|active|name\..*|meta\..*)$/i.test(path));
  const department = model.schemas.flatMap((schema) => schema.attributes).find((attribute) => attribute.name === "department" && !attribute.multiValued)?.path;
  const rest = [...proposed.slice(0, 1), ...(department === undefined ? [] : [department]), ...proposed.slice(1), "meta.lastModified"];
  let above = 560;
  for (const path of new Set(rest)) {
    const attribute = findAttribute(model, path);
    const isDate = path === "meta.lastModified";
    const secondary = path.toLowerCase() !== "username";
    if (secondary) above += 120;
    columns.push({
      id: path,
      title: labelOf(path),
      term: path,
      width: tracks[path] ?? "minmax(120px, 1fr)",
      sortable: true,
      ...(secondary ? { above } : {}),
      className: cx("muted"),
      edited: (row) => changed(row, path),
      render(row) {
        const shown = showValue(readPath(state(row), path), isDate ? "dateTime" : attribute?.kind);
        return <bdi title={shown}>{shown}</bdi>;
      },
    });
  }
  return columns;
}
