import { useState } from "react";
import { useToasts } from "@/components/toasts";
import { useAct } from "@/rpc/provider";
import type { ConnectionView, ImportPreview, Mapping, TypeModel } from "@/rpc/types";
import { sayNotice } from "@/scim/words";
import { MapStep } from "./MapStep";
import { SourceStep } from "./SourceStep";
import { Start } from "./Start";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  onPlanned(job: number): void;
  onCancel(): void;
}

/** From a file to a plan: look at it, say what becomes of its columns, compare with the server. The plan is a job. */
export function ImportWizard({ connection, model, onPlanned, onCancel }: Props) {
  const [preview, setPreview] = useState<ImportPreview>();
  const [mapping, setMapping] = useState<Mapping>();
  const [mapped, setMapped] = useState(false);
  const pick = useAct("import_pick");
  const reread = useAct("import_reread");
  const plan = useAct("import_plan");
  const toasts = useToasts();

  function opened(next: ImportPreview | null) {
    if (!next) return;
    setPreview(next);
    setMapping(next.mapping);
    setMapped(false);
  }

  const choose = () => pick.mutate({ connection: connection.id }, { onSuccess: opened, onError: toasts.fail });
  if (!preview || !mapping) return <Start busy={pick.isPending} onChoose={choose} onCancel={onCancel} />;
  if (!mapped) {
    return (
      <SourceStep
        preview={preview}
        busy={reread.isPending || pick.isPending}
        onReread={(reading) => reread.mutate({ connection: connection.id, source: preview.source, reading }, { onSuccess: opened, onError: toasts.fail })}
        onChoose={choose}
        onCancel={onCancel}
        onNext={() => setMapped(true)}
      />
    );
  }
  return (
    <MapStep
      preview={preview}
      model={model}
      mapping={mapping}
      onMapping={setMapping}
      busy={plan.isPending}
      onBack={() => setMapped(false)}
      onPlan={() => plan.mutate({ connection: connection.id, source: preview.source, mapping }, {
        onSuccess(made) {
          for (const notice of made.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
          onPlanned(made.job);
        },
        onError: toasts.fail,
      })}
    />
  );
}
