import type { Metadata } from "next";
import Link from "next/link";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { FocusNote } from "@/components/console/incidents/focus-note";
import { MlflowPanel } from "@/components/console/mlflow-panel";
import { ModelList } from "@/components/console/model-list";
import { ModelStorePanel } from "@/components/console/model-store-panel";
import { PageHead } from "@/components/console/page-head";
import { PolicyPanel } from "@/components/console/policy-panel";
import { can } from "@/lib/auth/permissions";
import { listModelVersions } from "@/lib/workflows/learning/change-model";
import { viewPolicy } from "@/lib/workflows/learning/change-policy";
import { viewMlflow } from "@/lib/workflows/learning/mlflow-requests";
import { viewModelStore } from "@/lib/workflows/learning/view-model-store";
import { currentFocus } from "@/lib/workflows/watch/incidents";
import {
  answerAskedException,
  askForException,
  declineMlflow,
  measure,
  promote,
  putPolicy,
  refreshModels,
  reject,
  rollBack,
  withdrawAskedException,
} from "./actions";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [versions, policy, mlflow, store] = await Promise.all([
    listModelVersions(rt, auth),
    viewPolicy(rt, auth),
    viewMlflow(rt, auth),
    viewModelStore(rt),
  ]);
  return (
    <PageWords of={["figures"]}>
      <PageHead title="Models">
        Every version that was ever registered, where it comes from and what was measured. One is in use at a
        time; a person puts it there, after it was measured beside the version in use and failed no check, or
        two people agreed to an exception.{" "}
        <Link href="/console/models/checks" className="font-medium text-accent underline underline-offset-2">
          The checks in force
        </Link>
        {" · "}
        <Link href="/console/models/shadow" className="font-medium text-accent underline underline-offset-2">
          Shadow: a candidate answers unseen
        </Link>
        {" · "}
        <Link href="/console/models/canary" className="font-medium text-accent underline underline-offset-2">
          Canary: a candidate answers a share
        </Link>
        {" · "}
        <Link
          href="/console/models/calibration"
          className="font-medium text-accent underline underline-offset-2"
        >
          Site calibration
        </Link>
        {can(auth.principal.role, "model:stop") && (
          <>
            {" · "}
            <Link href="/model-switch" className="font-medium text-accent underline underline-offset-2">
              Switch the model off or on
            </Link>
          </>
        )}
      </PageHead>
      <FocusNote focus={await currentFocus(rt, auth)} />
      {policy && (
        <div className="mb-4">
          <PolicyPanel key={`${policy.version} ${policy.inForce}`} initial={policy} change={putPolicy} />
        </div>
      )}
      {store && <ModelStorePanel view={store} />}
      {mlflow && <MlflowPanel initial={mlflow} decline={declineMlflow} />}
      <ModelList
        initial={versions}
        actions={{
          promote,
          reject,
          rollBack,
          measure,
          askException: askForException,
          answerException: answerAskedException,
          withdrawException: withdrawAskedException,
          list: refreshModels,
        }}
      />
    </PageWords>
  );
}
