import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useCommands, type CommandSpec } from "@/commands/registry";
import v from "@/components/view.module.css";
import { CommandButton } from "@/components/CommandButton";
import { DataGrid } from "@/data-grid/DataGrid";
import type { Cell } from "@/data-grid/types";
import { useDrafts } from "@/drafts/provider";
import { t } from "@/i18n";
import { toRpcError } from "@/rpc/errors";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, FilterChip, Row, TypeModel } from "@/rpc/types";
import { typeLabel, typesLabel } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { useSync } from "@/sync/provider";
import { NAME, columnsOf } from "./columns";
import { ColumnChooser } from "./ColumnChooser";
import { SelectionDialog } from "./SelectionDialog";
import { useChoice, type Selected } from "./useChoice";
import { gridMenu } from "./useGridMenu";
import { useGridWork } from "./useGridWork";
import { useKept, useLayouts, usualSort } from "./useKept";
import { questionOf, useAskEarly, useReadAhead } from "./useRows";
import { BrowseEmpty } from "./BrowseEmpty";
import { ChipEditor } from "./ChipEditor";
import { AddChip, Chips, ClearChips, type Editing } from "./Chips";
import { ExportDialog } from "./ExportDialog";
import { IntegrityDialog } from "./IntegrityDialog";
import { NotRead } from "./NotRead";
import { RawFilter, type Where } from "./RawFilter";
import { SearchBar } from "./SearchBar";
import { useFilter } from "./useFilter";
import { useViews, type SavedView } from "./useViews";
import { ViewMenu } from "./ViewMenu";
import { AnswerDialog } from "./AnswerDialog";
import { BrowseStatus } from "./BrowseStatus";
import { LiveNotice, liveProgress } from "./LiveNotice";
import { useShown } from "./useShown";
import { useSteps } from "./useSteps";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  /** The id whose details are open. */
  current: string | undefined;
  /** The other types one may go to from here. */
  others: readonly string[];
  rowHeight: number;
  onOpen(id: string): void;
  onImport?: (() => void) | undefined;
  onEditConnection(): void;
  /** What can be done with what is selected, given by the router. */
  selectionActions?: ((selected: Selected) => ReactNode) | undefined;
  /** What can be done with one row, given by the router. */
  rowActions?: ((row: Row) => readonly CommandSpec[]) | undefined;
  /** What else can be done with this type, given by the router. */
  tools?: ReactNode;
  /** The detail panel, given by the router. */
  children?: ReactNode;
}

/** Everybody of one type, from the copy; or what the server answers to a filter. */
export function Browse({ connection, model, current, others, rowHeight, onOpen, onImport, onEditConnection, selectionActions, rowActions, tools, children }: Props) {
  const types = typesLabel(model.name);
  const [text, setText] = useState("");
  const [begun, setBegun] = useState(0);
  const [layout, keep] = useKept(connection.id, model.name);
  const { sort } = layout;
  const [choosing, setChoosing] = useState<"columns" | "selected" | "export" | "integrity">();
  const [raw, setRaw] = useState(false);
  const [editing, setEditing] = useState<Editing>();
  const filtering = useFilter(connection.id, model.name);
  const kept = useViews(connection.id, model.name);
  const [view, setView] = useState<string>();
  const [where, setWhere] = useState<Where>("server");
  const sync = useSync(connection.id);
  const copies = useRead(["copies", connection.id], "copies", { connection: connection.id });
  const copy = copies.data?.find((each) => each.typeName === model.name);

  const filter = filtering.text;
  const { source, question, live, ...shown } = useShown({ connection: connection.id, typeName: model.name, text, filter, onServer: where === "server", sort, copy, sync });
  const askEarly = useAskEarly(connection.id);
  const layoutOf = useLayouts(connection.id);
  useReadAhead(connection.id, others.map((type) => questionOf(type, "", null, layoutOf(type).sort)), source.count > 0 && !source.busy);
  // A server may refuse this type alone and answer for the others.
  const ofType = sync.report?.types.find((type) => type.typeName === model.name)?.error;
  const notRead = sync.error ?? (ofType ? toRpcError(ofType) : undefined);
  const { drafts } = useDrafts(connection.id);
  const byId = useMemo(() => new Map(drafts.filter((draft) => draft.typeName === model.name).map((draft) => [draft.id, draft])), [drafts, model.name]);
  const columns = useMemo(() => columnsOf(model, byId, { columns: layout.columns, widths: layout.widths }), [model, byId, layout.columns, layout.widths]);
  const choice = useChoice(model.name, source, text, filter ?? null);
  const work = useGridWork({ connection: connection.id, question, live: live !== undefined, row: (index) => source.row(index), count: source.count, columns, choice });
  const menu = gridMenu({ choice, copy: work.copy, onOpen, onColumns: () => setChoosing("columns"), onFilterBy: filterBy, rowActions, commands: useCommands() });

  // A connection that was never read is read once by itself: reading changes nothing, and without it there is nothing to see.
  const never = copies.data !== undefined && !copy?.syncedAt;
  const tried = sync.running || sync.error !== undefined || sync.report !== undefined;
  useEffect(() => {
    if (never && !tried && connection.secret !== "missing") sync.start();
  });

  /** Puts words into the search that nobody typed. */
  function search(words: string) {
    setText(words);
    setBegun((count) => count + 1);
  }

  function openView(next: SavedView | undefined) {
    setView(next?.name);
    keep({ columns: next?.columns, widths: next?.widths ?? {}, sort: next?.sort ?? usualSort });
    search(next?.text ?? "");
    setWhere(next?.where ?? "server");
    void filtering.apply(next?.filter ?? "");
  }

  function filterBy(cell: Cell<Row>): (() => void) | undefined {
    const { column, row } = cell;
    if (!column || !row) return undefined;
    const path = column.id === NAME ? "displayName" : column.id;
    const value = readPath(row.resource, path);
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    return () => void filtering.setChips([...filtering.chips, { path, operator: "eq", value, not: false, raw: null }]);
  }

  const setChips = (chips: readonly FilterChip[]) => { setEditing(undefined); void filtering.setChips(chips); };
  const clearFilter = () => { setEditing(undefined); filtering.clear(); };
  const clear = () => { search(""); clearFilter(); };

  /** The line closes; focus goes back to what it was opened from. */
  function leaveChip() {
    const from = document.querySelector<HTMLElement>("[data-chip][aria-expanded=true], [data-add][aria-expanded=true]");
    setEditing(undefined);
    from?.focus();
  }

  useSteps(source, current, onOpen);
  const empty = source.count === 0;
  const progress = live ? liveProgress(live) : sync.running ? sync.progress.get(model.name) : undefined;

  return (
    <div className={v.split}>
      <div className={v.splitMain}>
        <div className={v.viewbar}>
          <h1 className={v.viewbarTitle}>{types}</h1>
          <ViewMenu
            types={types}
            kept={kept}
            current={view}
            onView={openView}
            make={(name) => ({ ...layout, name, text, filter: filter ?? "", where })}
          />
          <span className="spacer" />
          <CommandButton kind="ghost" icon="columns" title={t("columns.open")} command={{ id: "columns.choose", label: t("columns.open"), run: () => setChoosing("columns") }} />
          <CommandButton kind="ghost" icon="download" title={t("export.open")} command={{ id: "export.open", label: t("export.open"), enabled: source.count > 0, run: () => setChoosing("export") }} />
          {onImport && <CommandButton icon="upload" command={{ id: "import.open", label: t("browse.import"), hotkey: "Mod+I", run: onImport }} />}
          {tools}
        </div>
        {notRead && copy?.syncedAt && (
          <NotRead connection={connection} error={notRead} syncedAt={copy.syncedAt} onAgain={() => sync.start()} onSignIn={onEditConnection} />
        )}
        <SearchBar key={`search ${begun}`} types={types} text={text} onText={setText} onLetter={(letters) => { if (!live) askEarly({ ...question, text: letters }); }} raw={raw} onRaw={setRaw} onCondition={() => setEditing("new")}>
          <Chips chips={filtering.chips} editing={editing} onEdit={setEditing} onChips={setChips} onRaw={() => setRaw(true)} />
          <AddChip open={editing === "new"} onAdd={() => setEditing("new")} />
          {filter !== undefined && <ClearChips onClear={clearFilter} />}
        </SearchBar>
        {editing !== undefined && (
          <ChipEditor
            key={`chip ${editing}`}
            model={model}
            chip={editing === "new" ? undefined : filtering.chips[editing]}
            onChip={(chip) => { leaveChip(); setChips(editing === "new" ? [...filtering.chips, chip] : filtering.chips.map((each, at) => (at === editing ? chip : each))); }}
            onClose={leaveChip}
          />
        )}
        {raw && <RawFilter model={model} filter={filtering} onClose={() => setRaw(false)} where={where} onWhere={setWhere} />}
        {live && <LiveNotice live={live} />}
        {empty ? (
          <BrowseEmpty
            types={types}
            text={text}
            filtered={filter !== undefined}
            copy={copy}
            sync={sync}
            notRead={notRead}
            loading={shown.loading || copies.isLoading}
            error={shown.error ?? copies.error}
            onAgain={shown.error ? shown.again : () => void copies.refetch()}
            onClear={clear}
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
            // An open record and a selection have their own.
            rowCommands={current === undefined && choice.selected.count === 0 ? rowActions : undefined}
            onWidth={(column, width) => keep({ widths: { ...layout.widths, [column]: width } })}
            current={current}
            onActivate={(row) => onOpen(row.id)}
            rowHeight={rowHeight}
          />
        )}
        <BrowseStatus type={typeLabel(model.name)} types={types} count={source.count} narrowed={text !== "" || filter !== undefined} copy={copy} live={live?.answer} asking={shown.asking} reading={sync.running} progress={progress} onCancel={live?.loading ? live.stop : sync.cancel} selected={choice.selected} onSelected={() => setChoosing("selected")} onIntegrity={() => setChoosing("integrity")} onClearSelection={choice.clear} actions={choice.selected.count > 0 ? selectionActions?.(choice.selected) : undefined} />
      </div>
      {children}
      {choosing === "columns" && <ColumnChooser model={model} columns={layout.columns} onColumns={(columns) => keep({ columns })} onClose={() => setChoosing(undefined)} />}
      {choosing === "integrity" && live?.answer && <AnswerDialog live={live.answer} types={types} onAgain={live.again} onClose={() => setChoosing(undefined)} />}
      {choosing === "integrity" && !live && copy && <IntegrityDialog copy={copy} types={types} reading={sync.running} onRead={() => sync.start([model.name])} onClose={() => setChoosing(undefined)} />}
      {choosing === "export" && (
        <ExportDialog
          connection={connection.id}
          types={types}
          shown={{ typeName: model.name, ids: live ? Array.from({ length: source.count }, (_, index) => source.row(index)?.id ?? "") : [], text, filter: live ? null : filter ?? null, sortBy: question.sortBy, descending: question.descending }}
          count={source.count}
          selected={choice.selected}
          columns={columns}
          onClose={() => setChoosing(undefined)}
        />
      )}
      {choosing === "selected" && <SelectionDialog choice={choice} type={typeLabel(model.name)} types={types} onOpen={onOpen} onClose={() => setChoosing(undefined)} />}
    </div>
  );
}
