import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { Select, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import { day } from "@/i18n/dates";
import { useAct } from "@/rpc/provider";
import { useToasts } from "@/components/toasts";
import type { ChosenFile, NetworkCertificate, NetworkView } from "@/rpc/types";
import s from "./connection.module.css";
import { commonName, lacksKey } from "./network";
import type { Part } from "./parts";

const seconds = [10, 30, 60, 120, 300];

/** A certificate or a file, by the name a person knows it by. */
function Shown({ certificate, file }: { certificate: NetworkCertificate | null; file?: string }) {
  return (
    <span className={s.certificate} title={certificate ? `${certificate.subject}\n${certificate.fingerprint}` : file}>
      <Icon name="shield" size="sm" />
      <span className="truncate">{certificate ? commonName(certificate.subject) : file}</span>
      {certificate && <span className="muted">{t("conn.certificateUntil", { date: day(certificate.endsAt) })}</span>}
    </span>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={f.formrow} role="group" aria-label={label}>
      <span className={f.formrowL}>{label}</span>
      <span className={f.formrowC}>{children}</span>
    </div>
  );
}

/** How the server is reached: whom to trust, with which certificate, through which proxy, for how long. */
export function NetworkPart({ form, change, saved }: Part & { saved: NetworkView | undefined }) {
  const pick = useAct("certificate_pick");
  const toasts = useToasts();
  const choose = (take: (file: ChosenFile) => void) => pick.mutate(null, { onSuccess: (file) => file && take(file), onError: toasts.fail });
  const trustedFiles = form.trusted === "keep" ? [] : form.trusted;
  const trusted = form.trusted === "keep" ? (saved?.trusted ?? []) : [];
  const own = form.clientCertificate === "keep" ? (saved?.clientCertificate ?? null) : null;
  const hasOwn = own !== null || form.clientFiles.length > 0;
  const needsKey = lacksKey(form.clientFiles);
  const kept = saved?.proxy.kind === "explicit" && saved.proxy.user !== "" && saved.proxy.address === form.proxyAddress;
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.network")}</h2>
      <Row label={t("conn.trusted")}>
        <span className={s.certificates}>
          <span className="xs">{t(trusted.length + trustedFiles.length > 0 ? "conn.trustedAlso" : "conn.trustedSystem")}</span>
          {trusted.map((certificate) => <Shown key={certificate.fingerprint} certificate={certificate} />)}
          {trustedFiles.map((file) => <Shown key={file.token} certificate={file.certificate} file={file.name} />)}
        </span>
        {trusted.length + trustedFiles.length > 0 && <Button size="sm" kind="ghost" onClick={() => change({ trusted: [] })}>{t("conn.fileNone")}</Button>}
        <Button size="sm" icon="plus" onClick={() => choose((file) => change({ trusted: [...trustedFiles, file] }))}>{t("conn.fileChoose")}</Button>
      </Row>
      <Row label={t("conn.clientCertificate")}>
        <span className={s.certificates}>
          {own && <Shown certificate={own} />}
          {form.clientFiles.map((file) => <Shown key={file.token} certificate={file.certificate} file={file.name} />)}
          <span className="xs faint">{needsKey ? t("conn.keyMissing") : hasOwn ? "" : t("conn.clientCertificateNone")}</span>
        </span>
        {hasOwn && <Button size="sm" kind="ghost" onClick={() => change({ clientCertificate: "none", clientFiles: [], filePassword: "" })}>{t("conn.fileNone")}</Button>}
        <Button size="sm" icon="plus" onClick={() => choose((file) => change({ clientCertificate: "files", clientFiles: needsKey ? [...form.clientFiles, file] : [file], filePassword: "" }))}>{t(needsKey ? "conn.keyChoose" : "conn.fileChoose")}</Button>
      </Row>
      {form.clientFiles.some((file) => file.pkcs12) && (
        <label className={f.formrow}>
          <span className={f.formrowL}>{t("conn.filePassword")}</span>
          <TextInput name="filePassword" type="password" value={form.filePassword} onChange={(event) => change({ filePassword: event.target.value })} />
        </label>
      )}
      <Row label={t("conn.proxy")}>
        <Select
          className={s.proxy}
          aria-label={t("conn.proxy")}
          value={form.proxy}
          options={(["system", "off", "explicit"] as const).map((value) => ({ value, label: t(`conn.proxy.${value}`) }))}
          onChange={(value) => change({ proxy: value === "off" || value === "explicit" ? value : "system" })}
        />
        {form.proxy === "explicit" && <TextInput name="proxyAddress" mono aria-label={t("conn.proxyAddress")} placeholder="http://proxy.example.com:3128" value={form.proxyAddress} onChange={(event) => change({ proxyAddress: event.target.value })} />}
        {form.proxy === "system" && saved?.proxy.kind === "system" && <span className="xs faint truncate">{saved.proxyInUse ? t("conn.proxyInUse", { proxy: saved.proxyInUse }) : t("conn.proxyNotInUse")}</span>}
      </Row>
      {form.proxy === "explicit" && (
        <div className={s.pair}>
          <span className={f.formrowL}>{t("conn.proxyUser")}</span>
          <TextInput name="proxyUser" aria-label={t("conn.proxyUser")} autoComplete="off" value={form.proxyUser} onChange={(event) => change({ proxyUser: event.target.value })} />
          <span className={f.formrowL}>{t("conn.password")}</span>
          <TextInput name="proxyPassword" type="password" aria-label={t("conn.proxyPassword")} disabled={form.proxyUser === ""} placeholder={kept ? t("conn.stored") : undefined} value={form.proxyPassword} onChange={(event) => change({ proxyPassword: event.target.value })} />
        </div>
      )}
      <Row label={t("conn.timeout")}>
        <Select
          className={s.proxy}
          aria-label={t("conn.timeout")}
          value={String(form.timeout)}
          options={[...new Set([...seconds, form.timeout])].toSorted((a, b) => a - b).map((n) => ({ value: String(n), label: t("conn.seconds", { n }) }))}
          onChange={(value) => change({ timeout: Number(value) })}
        />
      </Row>
    </section>
  );
}
