import { ActivityMark } from "@/components/ActivityMark";
import { cx } from "@/components/cx";
import type { Column } from "@/data-grid/types";
import g from "@/data-grid/grid.module.css";
import { changesOf, type Draft } from "@/drafts/store";
import { t } from "@/i18n";
import type { AttributeView, Row, TypeModel } from "@/rpc/types";
import { labelOf, schemaLabel } from "@/scim/labels";
import { activity, findAttribute, hasAttribute } from "@/scim/model";
import { readPath, splitPath } from "@/scim/path";
import { showValue } from "@/scim/show";

/** The column of names; its key is not an attribute, because names come from more than one. */
export const NAME = "";

const tracks: Readonly<Record<string, string>> = {
  [NAME]: "minmax(180px, 1fr)",
  active: "104px",
  userName: "minmax(190px, 1.2fr)",
  "meta.lastModified": "150px",
  "meta.created": "150px",
};

/** Columns nobody has chosen yet: name, status, then what the engine found to be good first columns. */
export function usualColumns(model: TypeModel): string[] {
  // The parts of a name stand in the first column already; where people work is what one looks for next.
  const proposed = model.columns.filter((path) => !/^(displayname|active|name\..*|meta\..*)$/i.test(path));
  const department = model.schemas.flatMap((schema) => schema.attributes).find((attribute) => attribute.name === "department" && !attribute.multiValued)?.path;
  const rest = [...proposed.slice(0, 1), ...(department === undefined ? [] : [department]), ...proposed.slice(1), "meta.lastModified"];
  return [...new Set([NAME, ...(hasAttribute(model, "active") ? ["active"] : []), ...rest])];
}

export interface Offer {
  schema: string;
  columns: { path: string; label: string; term: string }[];
}

const neverShown = (attribute: AttributeView) => attribute.returned === "never" || attribute.mutability === "writeOnly";

/** Every attribute of the schema that a server shows, with its parts, schema by schema. */
export function columnOffer(model: TypeModel): Offer[] {
  const of = (path: string) => ({ path, label: path === NAME ? t("browse.name") : columnTitle(path), term: path === NAME ? "displayName" : splitPath(path).names.join(".") });
  const offers = model.schemas.map((schema): Offer => ({
    schema: schemaLabel(schema),
    columns: schema.attributes.filter((attribute) => !neverShown(attribute)).flatMap((attribute) => [attribute, ...attribute.subAttributes.filter((part) => !neverShown(part))]).map(({ path }) => of(path)),
  }));
  const known = new Set(offers.flatMap((offer) => offer.columns.map(({ path }) => path.toLowerCase())));
  const common = [NAME, "id", "externalId", "meta.created", "meta.lastModified", "meta.version"].filter((path) => !known.has(path.toLowerCase()));
  return [{ schema: t("columns.common"), columns: common.map(of) }, ...offers];
}

/** The plain word; of a part of something larger both words. */
export function columnTitle(path: string): string {
  if (path === NAME) return t("browse.name");
  const { urn, names } = splitPath(path);
  const own = labelOf(path);
  if (names.length < 2 || names[0] === "meta" || names[0] === "name") return own;
  return `${labelOf(urn === undefined ? names[0] ?? "" : `${urn}:${names[0]}`)}: ${own.charAt(0).toLowerCase()}${own.slice(1)}`;
}

interface Kept {
  columns: readonly string[] | undefined;
  widths: Readonly<Record<string, number>>;
}

/** The columns of a type: those a person chose, in their order and width, else the usual ones. */
export function columnsOf(model: TypeModel, drafts: ReadonlyMap<string, Draft>, kept: Kept): Column<Row>[] {
  const state = (row: Row) => drafts.get(row.id)?.desired ?? row.resource;
  const changed = (row: Row, path: string) => changesOf(drafts.get(row.id)).some((change) => change.path === path || change.path.startsWith(`${path}.`) || path.startsWith(`${change.path}.`));
  let above = 560;
  return (kept.columns ?? usualColumns(model)).map((path): Column<Row> => {
    const width = kept.widths[path] === undefined ? tracks[path] ?? "minmax(120px, 1fr)" : `${kept.widths[path]}px`;
    const base = { id: path, title: columnTitle(path), width, sortable: true };
    if (path === NAME) {
      return { ...base, className: g.gridName, edited: (row) => changed(row, "displayName") || changed(row, "name"), text: (row) => row.label, render: (row) => <bdi title={row.label}>{row.label}</bdi> };
    }
    if (path === "active") {
      return {
        ...base, term: path, edited: (row) => changed(row, path),
        text: (row) => ({ active: t("status.active"), inactive: t("status.inactive"), unknown: "" })[activity(state(row))],
        render: (row) => <ActivityMark is={activity(state(row))} />,
      };
    }
    const kind = /^meta\.(lastModified|created)$/i.test(path) ? "dateTime" : findAttribute(model, path)?.kind;
    const secondary = kept.columns === undefined && path.toLowerCase() !== "username";
    if (secondary) above += 120;
    const shown = (row: Row) => showValue(readPath(state(row), path), kind);
    return {
      ...base, term: path, className: cx("muted"), numeric: kind === "integer" || kind === "decimal",
      ...(secondary ? { above } : {}),
      edited: (row) => changed(row, path),
      text: shown,
      render(row) {
        const text = shown(row);
        return <bdi title={text}>{text}</bdi>;
      },
    };
  });
}
