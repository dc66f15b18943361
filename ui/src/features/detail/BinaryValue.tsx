import { Status } from "@/components/marks";
import { useNow } from "@/components/useNow";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { size } from "@/i18n/size";
import { useRead } from "@/rpc/provider";
import type { JsonValue } from "@/rpc/types";
import { text } from "@/scim/json";

/** A certificate by whose it is, who signed it and when it ends; any other bytes by their number. */
export function BinaryValue({ value }: { value: JsonValue | undefined }) {
  const encoded = text(value);
  const now = useNow(60_000);
  const read = useRead(["certificate"], "certificate", { value: encoded }, { enabled: encoded !== "" });
  const certificate = read.data;
  if (!certificate) return <span className="muted">{t("binary.size", { size: size(Math.floor((encoded.replace(/[=\s]/g, "").length * 3) / 4)) })}</span>;
  return (
    <span className="selectable xs">
      <bdi className="medium">{certificate.subject}</bdi><br />
      <span className="muted">{t("binary.issuer")} <bdi>{certificate.issuer}</bdi></span><br />
      {Date.parse(certificate.notAfter) < now && <><Status tone="bad" small>{t("binary.expired")}</Status>{" "}</>}
      <span className="muted">{t("binary.until", { from: dateTime(certificate.notBefore), until: dateTime(certificate.notAfter) })}</span>
    </span>
  );
}
