import { useId } from "react";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { ColourMark } from "@/components/marks";
import { t } from "@/i18n";
import type { ConnectionColour } from "@/rpc/types";
import s from "./colour.module.css";

const colours: readonly (ConnectionColour | null)[] = [null, "blue", "violet", "teal", "green", "amber", "grey"];

/** A colour to find a connection again among many. Its name stands beside it; what is allowed is said by the environment. */
export function ColourRow({ colour, onChange }: { colour: ConnectionColour | null; onChange(colour: ConnectionColour | null): void }) {
  const name = useId();
  return (
    <div className={f.formrow} role="radiogroup" aria-label={t("conn.colour")}>
      <span className={f.formrowL}>{t("conn.colour")}</span>
      <span className={s.colours}>
        {colours.map((each) => (
          <label key={each ?? "none"} className={cx(s.colour, each === colour && s.isOn)}>
            <input type="radio" className="sr-only" name={name} checked={each === colour} onChange={() => onChange(each)} />
            {each !== null && <ColourMark colour={each} quiet />}
            {t(`colour.${each ?? "none"}`)}
          </label>
        ))}
      </span>
    </div>
  );
}
