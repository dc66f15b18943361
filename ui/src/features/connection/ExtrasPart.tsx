import { Button } from "@/components/Button";
import f from "@/components/form.module.css";
import { Checkbox, Select, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import s from "./connection.module.css";
import type { ExtraForm } from "./form";
import type { Part } from "./parts";

const fresh: ExtraForm = { place: "header", name: "", secret: false, value: "", stored: false };

/** Headers and parameters that go with every request. */
export function ExtrasPart({ form, change }: Part) {
  const set = (at: number, part: Partial<ExtraForm>) => change({ extras: form.extras.map((extra, i) => (i === at ? { ...extra, ...part } : extra)) });
  const places = [{ value: "header", label: t("conn.extraHeader") }, { value: "query", label: t("conn.extraQuery") }];
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>
        {t("conn.extras")} <span className="xs faint truncate">{t("conn.extrasSub")}</span>
        <span className="spacer" />
        <Button size="sm" kind="ghost" icon="plus" onClick={() => change({ extras: [...form.extras, fresh] })}>{t("conn.extraAdd")}</Button>
      </h2>
      {form.extras.map((extra, at) => (
        <div key={at} className={s.extra} role="group" aria-label={t("conn.extraNth", { n: at + 1 })}>
          <Select options={places} value={extra.place} aria-label={t("conn.extraPlace")} onChange={(place) => set(at, { place: place === "query" ? "query" : "header", stored: false })} />
          <TextInput mono value={extra.name} placeholder={extra.place === "header" ? "X-Tenant" : "api-version"} aria-label={t("conn.extraName")} onChange={(event) => set(at, { name: event.target.value, stored: false })} />
          <TextInput
            mono={!extra.secret}
            type={extra.secret ? "password" : "text"}
            value={extra.value}
            placeholder={extra.secret && extra.stored ? t("conn.stored") : undefined}
            aria-label={t("conn.extraValue")}
            onChange={(event) => set(at, { value: event.target.value })}
          />
          <Checkbox checked={extra.secret} onChange={(secret) => set(at, { secret, value: "", stored: false })}>{t("conn.extraSecret")}</Checkbox>
          <Button size="sm" kind="ghost" icon="x" aria-label={t("conn.extraRemove")} onClick={() => change({ extras: form.extras.filter((_, i) => i !== at) })} />
        </div>
      ))}
    </section>
  );
}
