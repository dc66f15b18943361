import { useParams } from "@tanstack/react-router";
import { JobScreen } from "@/features/jobs";
import { useJob } from "@/rpc/jobs";
import { useSettings } from "@/settings/provider";
import { rowHeights } from "@/settings/theme";
import { useSync } from "@/sync/provider";
import { useGo } from "../useGo";

export function JobPage() {
  const go = useGo();
  const { settings } = useSettings();
  const { job } = useParams({ strict: false });
  const number = Number(job);
  const summary = useJob(number);
  const sync = useSync(summary.data?.connection ?? "");
  return (
    <JobScreen
      key={job}
      job={number}
      rowHeight={rowHeights[settings.density]}
      onJobs={go.jobs}
      onOpenPerson={go.type}
      // What the job made is read into the copy, so that it can be found.
      onEnded={() => { if (summary.data?.connection) sync.start(); }}
    />
  );
}
