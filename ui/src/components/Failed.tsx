import { createContext, useContext, type ReactNode } from "react";
import { t } from "@/i18n";
import { codeOf, isAboutSignIn, isUnreachable, tell, toRpcError } from "@/rpc/errors";
import { Button } from "./Button";
import type { IconName } from "./Icon";
import { Note } from "./marks";
import { Empty } from "./states";
import s from "./state.module.css";

const SignIn = createContext<(() => void) | undefined>(undefined);

/** Where the sign-in of the open connection is entered: the way out of everything that failed for want of one. */
export const SignInWay = SignIn.Provider;

interface Props {
  error: unknown;
  /** What was wanted, where it does not follow from the place. */
  title?: ReactNode;
  onAgain(): void;
  /** Beside asking again. */
  more?: ReactNode;
  /** A part of a screen or a dialog, which has more to show. */
  part?: boolean;
}

const iconOf = (error: unknown): IconName => (isAboutSignIn(error) ? "key" : isUnreachable(error) ? "offline" : "error");

/** What the way to the sign-in is called: who was refused has one already. */
export const signInWord = (error: unknown): string => t(codeOf(error) === "forbidden" ? "failed.otherSignIn" : "failed.signIn");

/** What could not be read or prepared: what happened, why and what is safe, what to do; and asking again. */
export function Failed({ error, title, onAgain, more, part = false }: Props) {
  const signIn = useContext(SignIn);
  const { what, why, action, detail } = tell(error);
  const change = isAboutSignIn(error) ? signIn : undefined;
  const ways = (
    <>
      {change && <Button kind="primary" size={part ? "sm" : undefined} icon="key" onClick={change}>{signInWord(error)}</Button>}
      <Button kind={change || part ? "plain" : "primary"} size={part ? "sm" : undefined} icon="refresh" onClick={onAgain}>{t("common.tryAgain")}</Button>
      {more}
    </>
  );
  if (part) {
    return (
      <div role="alert">
        <Note tone="bad" icon={iconOf(error)}>
          <b>{title ?? what}</b>
          <p className="selectable">{[title ? what : "", why, action].filter(Boolean).join(" ")}</p>
          <div className={s.partWays}>{ways}</div>
        </Note>
      </div>
    );
  }
  return (
    <Empty live icon={iconOf(error)} tone="bad" title={title ?? what} detail={{ label: t(toRpcError(error).error.scim ? "common.details" : "failed.detail"), text: detail }} actions={ways}>
      {title && <p className="selectable"><b>{what}</b></p>}
      {why && <p className="selectable">{why}</p>}
      {action && <p className="selectable">{action}</p>}
    </Empty>
  );
}
