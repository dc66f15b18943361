import { Failed } from "@/components/Failed";
import { Status } from "@/components/marks";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { promiseTone, sayPromise } from "@/scim/promise";
import s from "./calibration.module.css";

const icons = { ok: "ok", warn: "warning", bad: "error" } as const;

/** What jobs can promise about duplicates on this server. */
export function Promised({ connection }: { connection: string }) {
  const promise = useRead(["capabilities", connection], "guarantee", { connection });
  if (promise.error) return <Failed part error={promise.error} onAgain={() => void promise.refetch()} />;
  if (!promise.data) return null;
  const tone = promiseTone(promise.data);
  return (
    <p className={s.promise}>
      <Status tone={tone} small icon={icons[tone]}>{t("promise.title")}</Status>
      <span>{sayPromise(promise.data)}</span>
    </p>
  );
}
