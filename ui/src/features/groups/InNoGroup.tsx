import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Failed } from "@/components/Failed";
import { Skeleton } from "@/components/states";
import { Note } from "@/components/marks";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import s from "./groups.module.css";

/** The way to everybody who is in no group. */
export function InNoGroup({ connection, onOpen }: { connection: string; onOpen(typeName: string, id: string): void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <CommandButton size="sm" kind="ghost" icon="users" command={{ id: "groups.none", label: t("groups.none.open"), run: () => setOpen(true) }} />
      {open && <Nobody connection={connection} onClose={() => setOpen(false)} onOpen={onOpen} />}
    </>
  );
}

function Nobody({ connection, onClose, onOpen }: { connection: string; onClose(): void; onOpen(typeName: string, id: string): void }) {
  const found = useRead(["rows", connection, "Group"], "in_no_group", { connection }, { staleTime: 0, gcTime: 0 });
  const data = found.data;
  return (
    <Dialog width={460} title={t("groups.none.title")} onClose={onClose} foot={<><span className="spacer" /><Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button></>}>
      <div className={d.dialogPad}>
        {found.error ? <Failed error={found.error} onAgain={() => void found.refetch()} /> : !data ? <Skeleton rows={4} /> : !data.membersShown ? <Note icon="info">{t("groups.none.hidden")}</Note> : (
          <>
            <p>{t("groups.none.count", { n: data.total })} {data.people.length < data.total && <span className="muted">{t("groups.none.first", { n: data.people.length })}</span>}</p>
            <ul className={s.nobody}>
              {data.people.map(([id, name]) => <li key={id}><button type="button" className={s.group} onClick={() => onOpen("User", id)}><bdi>{name}</bdi></button></li>)}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
