import { useState, type ReactNode } from "react";
import type { CommandSpec } from "@/commands/registry";
import { IconButton } from "@/components/Button";
import { useToasts } from "@/components/toasts";
import { CheckupDialog } from "@/features/checkup";
import { Actions, PasswordDialog, type PanelContext } from "@/features/detail";
import { LeaverDialog } from "@/features/leaver";
import { t } from "@/i18n";
import { useAct, useClient } from "@/rpc/provider";
import type { Change, ChangeReview, CheckWay, ConnectionView, JsonValue, Row, SequenceReview, TypeModel } from "@/rpc/types";
import { isObject, type JsonObject } from "@/scim/json";
import { activity, hasAttribute, secretPaths } from "@/scim/model";

/** Whose record is meant. */
interface Subject {
  id: string;
  label: string;
  /** As the server or the copy has it. */
  resource: JsonValue;
  /** The whole record to start another from, with what is not sent yet. */
  whole(): Promise<JsonObject>;
  /** Goes to a tab of the record. */
  show(tab: string): void;
}

interface Ways {
  onReview(review: ChangeReview): void;
  onSequence(review: SequenceReview): void;
  onOpen(typeName: string, id: string): void;
  /** Begins to edit the name. */
  onRename(id: string): void;
  onClone(resource: JsonObject): void;
  onTemplate(name: string, resource: JsonObject): void;
}

export interface RecordActions {
  /** For the panel's head: the menu of the record it shows, and the two that need no menu. */
  actions(context: PanelContext): ReactNode;
  /** The same for a row of the grid. */
  ofRow(row: Row): CommandSpec[];
  /** What an action asks first. */
  asking: ReactNode;
}

type Asking = { what: "password"; id: string; path: string } | { what: "checkup" | "leaver"; subject: Subject };

/** What can be done with one record, in the panel and in the grid. Each is shown before it is sent. */
export function useRecordActions(connection: ConnectionView | undefined, model: TypeModel | undefined, ways: Ways): RecordActions {
  const client = useClient();
  const toasts = useToasts();
  const prepare = useAct("change_prepare");
  const sync = useAct("sync_start");
  const [asking, setAsking] = useState<Asking>();
  if (!connection || !model) return { actions: () => null, ofRow: () => [], asking: null };
  const on = connection.id;
  const typeName = model.name;
  const close = () => setAsking(undefined);
  const review = (change: Change) => prepare.mutate({ connection: on, typeName, change }, { onSuccess: ways.onReview, onError: toasts.fail });

  function commandsOf(subject: Subject, of: TypeModel): CommandSpec[] {
    const { id } = subject;
    const secret = secretPaths(of).find((path) => /(^|:)password$/i.test(path));
    const withActive = hasAttribute(of, "active");
    const take = (then: (resource: JsonObject) => void) => () => void subject.whole().then(then, toasts.fail);
    const commands: (CommandSpec | false)[] = [
      withActive && (activity(subject.resource) === "inactive"
        ? { id: "quick.activate", label: t("quick.activate"), hotkey: "Mod+Shift+D", run: () => review({ kind: "activate", id }) }
        : { id: "quick.deactivate", label: t("quick.deactivate"), hotkey: "Mod+Shift+D", run: () => review({ kind: "deactivate", id }) }),
      secret !== undefined && { id: "quick.password", label: t("quick.password"), hotkey: "Mod+Shift+P", run: () => setAsking({ what: "password", id, path: secret }) },
      { id: "quick.rename", label: t("quick.rename"), hotkey: "Mod+Shift+E", run: () => ways.onRename(id) },
      { id: "quick.clone", label: t("quick.clone"), hotkey: "Mod+D", run: take(ways.onClone) },
      { id: "template.keep", label: t("template.keep"), run: take((resource) => ways.onTemplate(subject.label, resource)) },
      withActive && { id: "checkup.open", label: t("checkup.action"), run: () => setAsking({ what: "checkup", subject }) },
      withActive && typeName === "User" && { id: "leaver.open", label: t("leaver.action"), run: () => setAsking({ what: "leaver", subject }) },
      { id: "quick.delete", label: t("quick.delete"), hotkey: "Mod+Delete", run: () => review({ kind: "delete", id }) },
    ];
    return commands.filter((command) => command !== false);
  }

  function takeWay(way: CheckWay, subject: Subject) {
    close();
    if (way.kind === "activate") review({ kind: "activate", id: subject.id });
    else if (way.kind === "open") ways.onOpen(way.typeName, way.id);
    else if (way.kind === "sync") sync.mutate({ connection: on, types: [], changesOnly: false }, { onError: toasts.fail });
    else subject.show(way.kind === "edit" ? "profile" : way.kind);
  }

  /** The server's own state, or the copy's where it cannot be reached: a row of the grid may hold less. */
  async function wholeOf(id: string): Promise<JsonObject> {
    const read = (fromCopy: boolean) => client.call("resource_get", { connection: on, typeName, id, fromCopy });
    const { resource } = await read(false).catch(() => read(true));
    return isObject(resource) ? resource : {};
  }

  return {
    ofRow: (row) => commandsOf({ ...row, whole: () => wholeOf(row.id), show: () => ways.onOpen(typeName, row.id) }, model).map((command) => ({ ...command, of: row.label })),
    actions: ({ id, label, view, desired, show }) => {
      const commands = commandsOf({ id, label, resource: view.resource, whole: async () => desired, show }, model);
      const beside = ([["checkup.open", "inspector"], ["leaver.open", "external"]] as const).flatMap(([command, icon]) => commands.filter((each) => each.id === command).map((each) => ({ ...each, icon })));
      return (
        <>
          <Actions commands={commands} />
          {beside.map((each) => <IconButton key={each.id} size="sm" icon={each.icon} label={each.label} onClick={each.run} />)}
        </>
      );
    },
    asking: asking && (asking.what === "password"
      ? <PasswordDialog onClose={close} onUse={(value) => { close(); review({ kind: "set", id: asking.id, values: [{ path: asking.path, value }] }); }} />
      : asking.what === "checkup"
        ? <CheckupDialog connection={on} typeName={typeName} id={asking.subject.id} label={asking.subject.label} onClose={close} onWay={(way) => takeWay(way, asking.subject)} />
        : <LeaverDialog connection={on} id={asking.subject.id} label={asking.subject.label} managers={hasAttribute(model, "manager")} onClose={close} onReview={(made) => { close(); ways.onSequence(made); }} />),
  };
}
