import { useDeferredValue, useEffect, useMemo, useState, type ReactNode } from "react";
import { Button } from "@/components/Button";
import { useCommands, type CommandSpec } from "@/commands/registry";
import v from "@/components/view.module.css";
import { Banner } from "@/components/states";
import { CommandButton } from "@/components/CommandButton";
import { DataGrid } from "@/data-grid/DataGrid";
import type { Cell } from "@/data-grid/types";
import { useDrafts } from "@/drafts/provider";
import { Message, isMessage, t, type MessageKey } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, Row, TypeModel } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { useSync } from "@/sync/provider";
import { NAME, columnsOf } from "./columns";
import { ColumnChooser } from "./ColumnChooser";
import { SelectionDialog } from "./SelectionDialog";
import { useChoice, type Selected } from "./useChoice";
import { gridMenu } from "./useGridMenu";
import { useGridWork } from "./useGridWork";
import { useKept, usualSort } from "./useKept";
import { BrowseEmpty } from "./BrowseEmpty";
import { AddChip, Chips, ClearChips } from "./Chips";
import { ExportDialog } from "./ExportDialog";
import { IntegrityDialog } from "./IntegrityDialog";
import { RawFilter, type Where } from "./RawFilter";
import { SearchBar } from "./SearchBar";
import { useFilter } from "./useFilter";
import { useViews, type SavedView } from "./useViews";
import { ViewMenu } from "./ViewMenu";
import { BrowseStatus } from "./BrowseStatus";
import { useLive } from "./useLive";
import { useRows, type Question } from "./useRows";
import { useSteps } from "./useSteps";

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
  /** What can be done with one row, given by the router. */
  rowActions?: ((row: Row) => readonly CommandSpec[]) | undefined;
  /** What else can be done with this type, given by the router. */
  tools?: ReactNode;
  /** The detail panel, given by the router. */
  children?: ReactNode;
}

/** Everybody of one type, from the copy; or what the server answers to a filter. */
export function Browse({ connection, model, current, rowHeight, onOpen, onImport, onEditConnection, selectionActions, rowActions, tools, children }: Props) {
  const types = typesLabel(model.name);
  const [text, setText] = useState("");
  const [layout, keep] = useKept(connection.id, model.name);
  const { sort } = layout;
  const [choosing, setChoosing] = useState<"columns" | "selected" | "export" | "integrity" | "chip">();
  const [raw, setRaw] = useState(false);
  const filtering = useFilter(connection.id, model.name);
  const kept = useViews(connection.id, model.name);
  const [view, setView] = useState<string>();
  const [where, setWhere] = useState<Where>("server");
  const sync = useSync(connection.id);
  const copies = useRead(["copies", connection.id], "copies", { connection: connection.id });
  const copy = copies.data?.find((each) => each.typeName === model.name);

  const filter = filtering.text;
  // A server that cannot be reached is not asked; what is here is read instead.
  const cut = sync.error !== undefined && Boolean(copy?.syncedAt);
  const live = filter !== undefined && where === "server" && !cut;
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
  const menu = gridMenu({ choice, copy: work.copy, onOpen, onColumns: () => setChoosing("columns"), onFilterBy: filterBy, rowActions, commands: useCommands() });

  // A connection that was never read is read once by itself: reading changes nothing, and without it there is nothing to see.
  const never = copies.data !== undefined && !copy?.syncedAt;
  const tried = sync.running || sync.error !== undefined || sync.report !== undefined;
  useEffect(() => {
    if (never && !tried && connection.secret !== "missing") sync.start();
  });

  function openView(next: SavedView | undefined) {
    setView(next?.name);
    keep({ columns: next?.columns, widths: next?.widths ?? {}, sort: next?.sort ?? usualSort });
    setText(next?.text ?? "");
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

  const clear = () => { setText(""); filtering.clear(); };
  useSteps(source, current, onOpen);
  const empty = source.count === 0;

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
            make={(name) => ({ ...layout, name, text, filter: filter ?? "" })}
          />
          <span className="spacer" />
          <CommandButton kind="ghost" icon="columns" title={t("columns.open")} command={{ id: "columns.choose", label: t("columns.open"), run: () => setChoosing("columns") }} />
          <CommandButton kind="ghost" icon="download" title={t("export.open")} command={{ id: "export.open", label: t("export.open"), enabled: source.count > 0, run: () => setChoosing("export") }} />
          {onImport && <CommandButton icon="upload" command={{ id: "import.open", label: t("browse.import"), hotkey: "Mod+I", run: onImport }} />}
          {tools}
        </div>
        {sync.error && copy?.syncedAt && (
          <Banner icon="offline" actions={<Button size="sm" onClick={() => sync.start()}>{t("browse.tryNow")}</Button>}>
            <Message id="browse.offline" values={{ name: connection.name, time: dateTime(copy.syncedAt) }} />
          </Banner>
        )}
        <SearchBar types={types} text={text} onText={setText} raw={raw} onRaw={setRaw} onCondition={() => setChoosing("chip")}>
          <Chips model={model} chips={filtering.chips} onChips={(chips) => void filtering.setChips(chips)} adding={choosing === "chip"} onAdding={(open) => setChoosing(open ? "chip" : undefined)} />
          <AddChip onAdd={() => setChoosing("chip")} />
          {filter !== undefined && <ClearChips onClear={filtering.clear} />}
        </SearchBar>
        {raw && <RawFilter model={model} filter={filtering} onClose={() => setRaw(false)} where={where} onWhere={setWhere} />}
        {live && answer.result?.filteredBy === "rollcall" && (
          <Banner
            icon="warning"
            tone="warn"
            actions={answer.result.notices.some((notice) => notice.code === "filter_known") ? <Button size="sm" onClick={answer.askAnyway}>{t("browse.askAnyway")}</Button> : undefined}
          >
            {answer.result.notices.filter((notice) => notice.code.startsWith("filter_")).map((notice) => <bdi key={notice.code}>{isMessage(`notice.${notice.code}`) ? t(`notice.${notice.code}` as MessageKey, { name: connection.name }) : notice.message} </bdi>)}
          </Banner>
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
        <BrowseStatus types={types} count={source.count} narrowed={sought !== "" || filter !== undefined} copy={copy} live={live ? answer.result : undefined} reading={sync.running} progress={sync.running ? sync.progress.get(model.name) : undefined} onCancel={sync.cancel} selected={choice.selected} onSelected={() => setChoosing("selected")} onIntegrity={() => setChoosing("integrity")} onClearSelection={choice.clear} actions={choice.selected.count > 0 ? selectionActions?.(choice.selected) : undefined} />
      </div>
      {children}
      {choosing === "columns" && <ColumnChooser model={model} columns={layout.columns} onColumns={(columns) => keep({ columns })} onClose={() => setChoosing(undefined)} />}
      {choosing === "integrity" && copy && <IntegrityDialog copy={copy} types={types} reading={sync.running} onRead={() => sync.start([model.name])} onClose={() => setChoosing(undefined)} />}
      {choosing === "export" && (
        <ExportDialog
          connection={connection.id}
          types={types}
          shown={{ typeName: model.name, ids: live ? Array.from({ length: source.count }, (_, index) => source.row(index)?.id ?? "") : [], text: sought, filter: live ? null : filter ?? null, sortBy: question.sortBy, descending: question.descending }}
          count={source.count}
          selected={choice.selected}
          columns={columns}
          onClose={() => setChoosing(undefined)}
        />
      )}
      {choosing === "selected" && <SelectionDialog choice={choice} types={types} onOpen={onOpen} onClose={() => setChoosing(undefined)} />}
    </div>
  );
}
