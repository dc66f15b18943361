import { useParams } from "@tanstack/react-router";
import { JobScreen } from "@/features/jobs";
import { useSettings } from "@/settings/provider";
import { rowHeights } from "@/settings/theme";
import { useGo } from "../useGo";

export function JobPage() {
  const go = useGo();
  const { settings } = useSettings();
  const { job } = useParams({ strict: false });
  const number = Number(job);
  return <JobScreen key={job} job={number} rowHeight={rowHeights[settings.density]} onJobs={go.jobs} onOpenPerson={go.type} />;
}
