import { Outlet, useMatches } from "@tanstack/react-router";
import { cx } from "@/components/cx";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { useJob } from "@/rpc/jobs";
import { Rail } from "./Rail";
import { TitleBar } from "./TitleBar";
import s from "./shell.module.css";

/** Rail, title bar and the page. The production mark belongs to the open connection. */
export function Shell() {
  const connections = useRead(["connections"], "connection_list", null);
  const matches = useMatches();
  const params: Readonly<Record<string, string | undefined>> = matches.at(-1)?.params ?? {};
  const job = params["job"];
  if (job !== undefined) return <JobShell job={Number(job)} />;
  return <Frame open={connections.data?.find((each) => each.id === params["connection"])} />;
}

function JobShell({ job }: { job: number }) {
  const connections = useRead(["connections"], "connection_list", null);
  const summary = useJob(job);
  return <Frame open={connections.data?.find((each) => each.id === summary.data?.connection)} />;
}

function Frame({ open }: { open: import("@/rpc/types").ConnectionView | undefined }) {
  const connections = useRead(["connections"], "connection_list", null);
  return (
    <div className={s.app} data-env={open?.environment}>
      <a href="#main" className={cx("btn", s.skip)} onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("rail.skip")}</a>
      <Rail connections={connections.data ?? []} open={open?.id} />
      {open && <TitleBar connection={open} />}
      <main className={cx(s.main, !open && s.mainTall)} id="main" tabIndex={-1}><Outlet /></main>
    </div>
  );
}
