import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button, TextButton } from "@/components/Button";
import { Failed } from "@/components/Failed";
import { Icon } from "@/components/Icon";
import { Status } from "@/components/marks";
import { Skeleton } from "@/components/states";
import { Steps } from "@/components/Steps";
import { useToasts } from "@/components/toasts";
import v from "@/components/view.module.css";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { hasEnded, isPlan, useJob } from "@/rpc/jobs";
import { useAct } from "@/rpc/provider";
import type { JobView } from "@/rpc/types";
import { jobTitle } from "@/scim/words";
import { CancelDialog } from "./CancelDialog";
import { jobLook } from "./looks";
import { PlanView } from "./PlanView";
import s from "./jobs.module.css";
import { RunView } from "./RunView";

interface Props {
  job: number;
  rowHeight: number;
  onJobs(connection: string): void;
  onOpenPerson(connection: string, typeName: string, id: string): void;
  /** The job ended while it was looked at. */
  onEnded(): void;
}

/** One job through its life: a plan, a run, its results. */
export function JobScreen({ job: number, rowHeight, onJobs, onOpenPerson, onEnded }: Props) {
  const job = useJob(number);
  const ended = job.data !== undefined && hasEnded(job.data);
  const seenRunning = useRef(false);
  const tellEnded = useEffectEvent(onEnded);
  useEffect(() => {
    if (ended && seenRunning.current) tellEnded();
    seenRunning.current = job.data !== undefined && !ended;
  }, [ended, job.data]);
  if (job.error) return <><h1 className="sr-only">{t("jobs.title")}</h1><Failed error={job.error} onAgain={() => void job.refetch()} /></>;
  if (!job.data) return <Skeleton rows={12} />;
  const { connection, typeName } = job.data;
  const open = (id: string) => { if (connection) onOpenPerson(connection, typeName, id); };
  return (
    <>
      <Head job={job.data} onJobs={() => { if (connection) onJobs(connection); }} />
      {isPlan(job.data) ? <PlanView job={job.data} rowHeight={rowHeight} onOpenPerson={open} /> : <RunView job={job.data} rowHeight={rowHeight} onOpenPerson={open} />}
    </>
  );
}

function Head({ job, onJobs }: { job: JobView; onJobs(): void }) {
  const [cancelling, setCancelling] = useState(false);
  const pause = useAct("job_pause");
  const resume = useAct("job_resume");
  const toasts = useToasts();
  const look = jobLook(job);
  const plan = isPlan(job);
  const running = job.state === "running" || job.state === "approved";
  const still = !plan && !running && !hasEnded(job) && job.state !== "cancelling" && job.state !== "needs_release";
  const pausing = job.control === "pause" && running;
  // Only a list has a source and a mapping; what was wanted for a selection begins with its plan.
  const before = job.kind === "import" ? [t("import.step.source"), t("import.step.map")] : [];
  return (
    <div className={`${v.viewbar} ${v.wraps}`}>
      <TextButton onClick={onJobs}>{t("jobs.title")}</TextButton>
      <Icon name="chev-r" size="xs" className="faint" />
      <h1 className={`${v.viewbarTitle} truncate`}><bdi>{jobTitle(job)}</bdi></h1>
      <Status tone={look.tone} icon={look.icon} small>{look.text}</Status>
      {job.startedAt && running && <span className={`${v.viewbarSub} truncate ${s.wide}`}>{t("run.keepsGoing", { time: dateTime(job.startedAt) })}</span>}
      <span className="spacer" />
      {plan && <Steps steps={[...before, t("import.step.plan"), t("import.step.run")]} current={before.length} />}
      {running && <CommandButton icon="pause" showKey command={{ id: "job.pause", label: t("run.pause"), hotkey: "Mod+.", enabled: !pause.isPending && !pausing, run: () => pause.mutate({ job: job.job }, { onError: toasts.fail }) }} />}
      {still && <CommandButton kind="primary" icon="play" showKey command={{ id: "job.resume", label: t("run.resume"), hotkey: "Mod+.", enabled: !resume.isPending, run: () => resume.mutate({ job: job.job }, { onError: toasts.fail }) }} />}
      {(running || still) && <Button kind="danger" icon="stop" onClick={() => setCancelling(true)}>{t("run.cancel")}</Button>}
      {cancelling && <CancelDialog job={job} onClose={() => setCancelling(false)} />}
    </div>
  );
}
