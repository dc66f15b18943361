import { useDeferredValue, useEffect, useMemo, useState, type ReactNode } from "react";
import { Button } from "@/components/Button";
import v from "@/components/view.module.css";
import { Banner } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { DataGrid } from "@/data-grid/DataGrid";
import { useDrafts } from "@/drafts/provider";
import { Message, t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { useClient, useRead } from "@/rpc/provider";
import type { ConnectionView, FilterCheck, TypeModel } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { useSync } from "@/sync/provider";
import { NAME, columnsOf } from "./columns";
import { ColumnChooser } from "./ColumnChooser";
import { SelectionDialog } from "./SelectionDialog";
import { useChoice, type Selected } from "./useChoice";
import { gridMenu } from "./useGridMenu";
import { useGridWork } from "./useGridWork";
import { useKept } from "./useKept";
import { BrowseEmpty } from "./BrowseEmpty";
import { RawFilterBar, SearchBar, type Where } from "./FilterBar";
import { BrowseStatus } from "./BrowseStatus";
import { useLive } from "./useLive";
import { useRows, type Question } from "./useRows";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  /** The id whose details are open. */
  current: string | undefined;
  rowHeight: number;
  onOpen(id: string): void;
  onImport?: (() => void) | undefined;
  onEditConnection(): void;
  /** What can be done with what is selected, given by the router. */
  selectionActions?: ((selected: Selected) => ReactNode) | undefined;
  /** The detail panel, given by the router. */
  children?: ReactNode;
}

/** Everybody of one type, from the copy; or what the server answers to a filter. */
export function Browse({ connection, model, current, rowHeight, onOpen, onImport, onEditConnection, selectionActions, children }: Props) {
  const types = typesLabel(model.name);
  const [text, setText] = useState("");
  const [layout, keep] = useKept(connection.id, model.name);
  const { sort } = layout;
  const [choosing, setChoosing] = useState<"columns" | "selected">();
  const [raw, setRaw] = useState(false);
  const [typed, setTyped] = useState("");
  const [applied, setApplied] = useState<string>();
  const [where, setWhere] = useState<Where>("server");
  const [fault, setFault] = useState<FilterCheck>();
  const client = useClient();
  const toasts = useToasts();
  const sync = useSync(connection.id);
  const copies = useRead(["copies", connection.id], "copies", { connection: connection.id });
  const copy = copies.data?.find((each) => each.typeName === model.name);

  const filter = raw ? applied : undefined;
  const live = filter !== undefined && where === "server";
  const sought = useDeferredValue(text);
  const question = useMemo<Question>(() => ({
    typeName: model.name,
    text: sought,
    filter: live ? null : filter ?? null,
    sortBy: sort.column === NAME ? "displayName" : sort.column,
    descending: sort.descending,
  }), [model.name, sought, live, filter, sort]);
  const rows = useRows(connection.id, question, !live);
  const answer = useLive(connection.id, model.name, live ? filter : undefined, sought, sort);
  const { drafts } = useDrafts(connection.id);
  const byId = useMemo(() => new Map(drafts.filter((draft) => draft.typeName === model.name).map((draft) => [draft.id, draft])), [drafts, model.name]);
  const columns = useMemo(() => columnsOf(model, byId, { columns: layout.columns, widths: layout.widths }), [model, byId, layout.columns, layout.widths]);
  const source = live ? answer.source : rows.source;
  const choice = useChoice(model.name, source, sought, filter ?? null);
  const work = useGridWork({ connection: connection.id, question, live, row: (index) => source.row(index), count: source.count, columns, choice });
  const menu = gridMenu({ choice, copy: work.copy, onOpen, onColumns: () => setChoosing("columns") });

  // A connection that was never read is read once by itself: reading changes nothing, and without it there is nothing to see.
  const never = copies.data !== undefined && !copy?.syncedAt;
  const tried = sync.running || sync.error !== undefined || sync.report !== undefined;
  useEffect(() => {
    if (never && !tried && connection.secret !== "missing") sync.start();
  });

  async function apply() {
    const wanted = typed.trim();
    if (wanted === "") {
      setApplied(undefined);
      setFault(undefined);
      return;
    }
    try {
      const check = await client.call("filter_check", { filter: wanted });
      setFault(check.ok ? undefined : check);
      if (check.ok) setApplied(wanted);
    } catch (error) {
      toasts.fail(error);
    }
  }

  const clear = () => { setText(""); setTyped(""); setApplied(undefined); setFault(undefined); };
  const empty = source.count === 0;

  return (
    <div className={v.split}>
      <div className={v.splitMain}>
        <div className={v.viewbar}>
          <h1 className={v.viewbarTitle}>{types}</h1>
          <span className="spacer" />
          <CommandButton kind="ghost" icon="columns" command={{ id: "columns.choose", label: t("columns.open"), run: () => setChoosing("columns") }} />
          {onImport && <CommandButton icon="upload" command={{ id: "import.open", label: t("browse.import"), hotkey: "Mod+I", run: onImport }} />}
        </div>
        {sync.error && copy?.syncedAt && (
          <Banner icon="offline" actions={<Button size="sm" onClick={() => sync.start()}>{t("browse.tryNow")}</Button>}>
            <Message id="browse.offline" values={{ name: connection.name, time: dateTime(copy.syncedAt) }} />
          </Banner>
        )}
        <SearchBar types={types} text={text} onText={setText} raw={raw} onRaw={setRaw} />
        {raw && (
          <RawFilterBar
            value={typed}
            onValue={(value) => { setTyped(value); setFault(undefined); }}
            onApply={() => void apply()}
            onClose={() => setRaw(false)}
            fault={fault}
            where={where}
            onWhere={setWhere}
          />
        )}
        {empty ? (
          <BrowseEmpty
            connection={connection}
            types={types}
            text={sought}
            filtered={filter !== undefined}
            copy={copy}
            sync={sync}
            loading={live ? answer.loading : rows.loading || copies.isLoading}
            error={(live ? answer.error : rows.error) ?? copies.error}
            onAgain={live ? answer.again : () => void copies.refetch()}
            onClear={clear}
            onEditConnection={onEditConnection}
          />
        ) : (
          <DataGrid
            label={types}
            columns={columns}
            source={source}
            rowId={(row) => row.id}
            sort={sort}
            onSort={(next) => keep({ sort: next })}
            selection={choice.selection}
            onSelect={choice.select}
            rowLabel={(row) => row.label}
            load={work.load}
            onTypeAhead={work.typeAhead}
            onCopy={work.copy}
            menu={menu}
            onWidth={(column, width) => keep({ widths: { ...layout.widths, [column]: width } })}
            current={current}
            onActivate={(row) => onOpen(row.id)}
            rowHeight={rowHeight}
          />
        )}
        <BrowseStatus types={types} count={source.count} narrowed={sought !== "" || filter !== undefined} copy={copy} live={live ? answer.result : undefined} reading={sync.running} selected={choice.selected} onSelected={() => setChoosing("selected")} onClearSelection={choice.clear} actions={choice.selected.count > 0 ? selectionActions?.(choice.selected) : undefined} />
      </div>
      {children}
      {choosing === "columns" && <ColumnChooser model={model} columns={layout.columns} onColumns={(columns) => keep({ columns })} onClose={() => setChoosing(undefined)} />}
      {choosing === "selected" && <SelectionDialog choice={choice} types={types} onOpen={onOpen} onClose={() => setChoosing(undefined)} />}
    </div>
  );
}
