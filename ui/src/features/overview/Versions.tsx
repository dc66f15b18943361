import v from "@/components/view.module.css";
import { Failed } from "@/components/Failed";
import { Dot } from "@/components/marks";
import { t } from "@/i18n";
import { exact } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ServerChange } from "@/rpc/types";
import { factLabel } from "@/scim/facts";
import s from "./overview.module.css";

/** When the server's description was read, and what changed since the look before. */
export function Versions({ connection }: { connection: string }) {
  const versions = useRead(["capabilities", connection], "server_versions", { connection });
  const [latest, ...older] = versions.data ?? [];
  if (versions.error) return <Failed part error={versions.error} onAgain={() => void versions.refetch()} />;
  if (!latest) return null;
  return (
    <footer className={v.statusbar}>
      <span>{t("versions.read", { at: exact(latest.lastAt) })}</span>
      <Dot />
      {older.length === 0 ? <span>{t("versions.first")}</span> : (
        <details className={s.versions}>
          <summary>{t("versions.changed", { at: exact(latest.firstAt), count: latest.changes.length })}</summary>
          <div className={s.versionsList}>
            <h3>{t("versions.changed", { at: exact(latest.firstAt), count: latest.changes.length })}</h3>
            <ul>{latest.changes.map((change) => <li key={keyOf(change)}><Change change={change} /></li>)}</ul>
            {older.filter((each) => each.changes.length > 0).map((version) => (
              <section key={version.firstAt}>
                <h3>{t("versions.changed", { at: exact(version.firstAt), count: version.changes.length })}</h3>
                <ul>{version.changes.map((change) => <li key={keyOf(change)}><Change change={change} /></li>)}</ul>
              </section>
            ))}
          </div>
        </details>
      )}
    </footer>
  );
}

const keyOf = (change: ServerChange) => `${change.seen ? "seen" : "said"} ${change.what}`;

function Change({ change }: { change: ServerChange }) {
  const what = factLabel(change.what);
  if (change.before === null) return <><b>{t("versions.new")}</b> <bdi className="mono">{what}</bdi> <bdi className="muted">{change.now}</bdi></>;
  if (change.now === null) return <><b>{t("versions.gone")}</b> <bdi className="mono">{what}</bdi> <bdi className="muted">{change.before}</bdi></>;
  return <><b>{t("versions.other")}</b> <bdi className="mono">{what}</bdi> {change.seen && <span className="faint">{t("versions.seen")} </span>}<bdi className="muted">{change.before}</bdi> → <bdi>{change.now}</bdi></>;
}
