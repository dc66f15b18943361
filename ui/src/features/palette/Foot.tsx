import { t } from "@/i18n";
import { keysText } from "@/components/Keys";
import s from "./palette.module.css";

const hint = (keys: readonly string[], words: string) => <span>{keys.map((key) => <kbd key={key} className="kbd">{key}</kbd>)} {words}</span>;

/** What the keys do here, and the characters that narrow. */
export function Foot() {
  return (
    <div className={s.foot}>
      {hint(["↑", "↓"], t("palette.move"))}
      {hint([keysText("Enter")], t("palette.choose"))}
      {hint([keysText("Tab")], t("palette.narrow"))}
      <span className="spacer" />
      {hint([">"], t("palette.prefix.actions"))}
      {hint(["@"], t("palette.prefix.people"))}
      {hint(["#"], t("palette.prefix.groups"))}
    </div>
  );
}
