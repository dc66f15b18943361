import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import { Checkbox, TextInput } from "@/components/inputs";
import { EnvDot, environmentName, Note, Status } from "@/components/marks";
import { Icon } from "@/components/Icon";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ConnectionsInFile, PortableConnection, PortableNetwork } from "@/rpc/types";
import { sayNotice } from "@/scim/words";
import s from "./import.module.css";

interface Line {
  connection: PortableConnection;
  chosen: boolean;
  name: string;
  taken: boolean;
  /** Whom it would trust besides the computer's own authorities. */
  trusted: readonly string[];
}

const folded = (name: string) => name.trim().toLocaleLowerCase();

/** What is in a file, to be looked at before anything is taken over: a stranger may have made it. */
export function ImportDialog({ found, onClose, onImported }: { found: ConnectionsInFile; onClose(): void; onImported(connection: string): void }) {
  const [lines, setLines] = useState<readonly Line[]>(() => found.connections.map(({ connection, taken, trusted }) => ({ connection, chosen: true, name: connection.name, taken, trusted: trusted.map((one) => one.subject) })));
  const take = useAct("connection_import");
  const toasts = useToasts();
  const chosen = lines.filter((line) => line.chosen);
  const change = (index: number, part: Partial<Line>) => setLines((now) => now.map((line, at) => (at === index ? { ...line, ...part } : line)));

  function fault(line: Line): string | undefined {
    if (!line.chosen) return undefined;
    if (line.name.trim() === "") return t("profiles.nameMissing");
    if (line.taken && folded(line.name) === folded(line.connection.name)) return t("profiles.taken");
    return chosen.some((other) => other !== line && folded(other.name) === folded(line.name)) ? t("profiles.twice") : undefined;
  }

  function run() {
    const connections = chosen.map((line) => ({ ...line.connection, name: line.name.trim() }));
    take.mutate({ connections }, {
      onSuccess(done) {
        for (const notice of done.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
        toasts.show({ tone: "ok", title: t("profiles.done", { count: done.connections.length }), text: t("profiles.doneText") });
        onClose();
        const [first] = done.connections;
        if (first) onImported(first.id);
      },
      onError: toasts.fail,
    });
  }

  const ready = chosen.length > 0 && lines.every((line) => fault(line) === undefined);
  return (
    <Dialog
      width={720}
      title={t("profiles.title", { file: found.file })}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" size="lg" showKey command={{ id: "connections.import", label: t("profiles.do", { count: chosen.length }), hotkey: "Mod+Enter", enabled: ready && !take.isPending, run }} />
        </>
      )}
    >
      <Note icon="lock" className={s.note}>{t("profiles.text")}</Note>
      <ul className={s.list}>
        {lines.map((line, index) => {
          const { connection } = line;
          const wrong = fault(line);
          return (
            <li key={connection.name} className={cx(s.line, !line.chosen && s.off)}>
              <Checkbox checked={line.chosen} label={t("profiles.which", { name: connection.name })} onChange={(on) => change(index, { chosen: on })} />
              <TextInput
                aria-label={t("profiles.name", { name: connection.name })}
                value={line.name}
                disabled={!line.chosen}
                invalid={wrong !== undefined}
                onChange={(event) => change(index, { name: event.target.value })}
                after={wrong ? <Status tone="bad" small>{wrong}</Status> : null}
              />
              <span className={s.environment}><EnvDot environment={connection.environment} />{environmentName(connection.environment)}</span>
              <bdi className={cx(s.address, "mono selectable")}>{connection.baseUrl}</bdi>
              <span className={s.about}>{about(connection)}</span>
              {connection.network && <span className={s.about}><Icon name="warning" size="sm" /> {reached(connection.network, line.trusted)}</span>}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

/** By what it would be reached: whoever made the file could lead it past themselves. */
function reached({ proxy, timeoutSeconds }: PortableNetwork, trusted: readonly string[]): string {
  return [
    proxy.kind === "off" && t("profiles.noProxy"),
    proxy.kind === "explicit" && t("profiles.proxy", { address: proxy.address }),
    trusted.length > 0 && t("profiles.trusts", { names: trusted.join(", ") }),
    timeoutSeconds !== null && t("profiles.patience", { seconds: timeoutSeconds }),
  ].filter(Boolean).join(" · ");
}

function about({ signIn, preset, sentAlong, setByHand }: PortableConnection): string {
  const facts = Object.keys(setByHand).length;
  return [
    t(`conn.${signIn.kind}`),
    preset?.id,
    sentAlong.length > 0 && t("profiles.along", { count: sentAlong.length }),
    facts > 0 && t("profiles.facts", { count: facts }),
  ].filter(Boolean).join(" · ");
}
