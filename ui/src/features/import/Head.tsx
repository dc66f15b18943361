import type { ReactNode } from "react";
import { Steps } from "@/components/Steps";
import v from "@/components/view.module.css";
import { t } from "@/i18n";

/** The head of an import: its name and how far it is. */
export function Head({ title, step, children }: { title: string; step: number; children?: ReactNode }) {
  return (
    <div className={v.viewbar}>
      <h1 className={`${v.viewbarTitle} truncate`}><bdi>{title}</bdi></h1>
      <span className="spacer" />
      <Steps steps={[t("import.step.source"), t("import.step.map"), t("import.step.plan"), t("import.step.run")]} current={step} />
      <span className="spacer" />
      {children}
    </div>
  );
}
