import { Outlet, useLocation, useMatches } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cx } from "@/components/cx";
import { Failed, SignInWay } from "@/components/Failed";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { useSettings } from "@/settings/provider";
import { Everywhere } from "./Everywhere";
import { NoConnection, Nowhere } from "./pages/Nowhere";
import { useJob } from "@/rpc/jobs";
import type { ConnectionView } from "@/rpc/types";
import { Rail } from "./Rail";
import { TitleBar } from "./TitleBar";
import { useGo } from "./useGo";
import s from "./shell.module.css";

/** Rail, title bar and the page. The production mark belongs to the open connection. */
export function Shell() {
  const connections = useRead(["connections"], "connection_list", null);
  const matches = useMatches();
  const params: Readonly<Record<string, string | undefined>> = matches.at(-1)?.params ?? {};
  const { job, connection } = params;
  if (job !== undefined) return isJob(job) ? <JobShell job={Number(job)} /> : <Frame open={undefined} nowhere={<Nowhere what="place" />} />;
  const open = connections.data?.find((each) => each.id === connection);
  return <Frame open={open} nowhere={connection !== undefined && connections.data !== undefined && !open && <NoConnection />} />;
}

/** Can this be the number of a job? Another address is no question for the engine. */
const isJob = (text: string) => /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text));

function JobShell({ job }: { job: number }) {
  const connections = useRead(["connections"], "connection_list", null);
  const summary = useJob(job);
  return <Frame open={connections.data?.find((each) => each.id === summary.data?.connection)} />;
}

function Frame({ open: byPlace, nowhere }: { open: ConnectionView | undefined; nowhere?: ReactNode }) {
  const connections = useRead(["connections"], "connection_list", null);
  const go = useGo();
  const { settings, remember } = useSettings();
  const { pathname } = useLocation();
  // The settings belong to no connection; the one that was open stays so.
  const open = byPlace ?? (pathname === "/settings" ? connections.data?.find((each) => each.id === settings.window["connection"]) : undefined);
  const iconsOnly = settings.window["rail"] === "icons";
  const signIn = open && open.environment !== "builtIn" ? () => go.editConnection(open.id) : undefined;
  const onRail = () => remember("rail", iconsOnly ? "wide" : "icons");
  return (
    <div className={s.app} data-env={open?.environment} data-rail={iconsOnly ? "icons" : undefined}>
      <a href="#main" className={cx("btn", s.skip)} onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("rail.skip")}</a>
      <Rail connections={connections.data ?? []} open={open?.id} />
      {open && <TitleBar connection={open} onRail={onRail} />}
      <main className={cx(s.main, !open && s.mainTall)} id="main" tabIndex={-1}>
        {connections.error && <Failed error={connections.error} onAgain={() => void connections.refetch()} />}
        {!connections.error && <SignInWay value={signIn}>{nowhere || <Outlet />}</SignInWay>}
      </main>
      <Everywhere open={open} connections={connections.data ?? []} onRail={onRail} />
    </div>
  );
}
