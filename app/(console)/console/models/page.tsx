import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
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

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.models"))("models"),
});

export default async function ModelsPage() {
  const t = await getTranslations("console.models");
  const { rt, auth } = await requirePrincipal("console:read");
  const [versions, policy, mlflow, store] = await Promise.all([
    told(await listModelVersions(rt, auth)),
    viewPolicy(rt, auth),
    told(await viewMlflow(rt, auth)),
    told(await viewModelStore(rt)),
  ]);
  return (
    <PageWords of={["figures", "models"]}>
      <PageHead title={t("models")}>
        {t.rich("everyVersionThatWasEverRegistered", {
          link: (words) => (
            <Link
              href="/console/models/checks"
              className="font-medium text-accent underline underline-offset-2"
            >
              {words}
            </Link>
          ),
          link2: (words) => (
            <Link
              href="/console/models/shadow"
              className="font-medium text-accent underline underline-offset-2"
            >
              {words}
            </Link>
          ),
          link3: (words) => (
            <Link
              href="/console/models/canary"
              className="font-medium text-accent underline underline-offset-2"
            >
              {words}
            </Link>
          ),
          link4: (words) => (
            <Link
              href="/console/models/calibration"
              className="font-medium text-accent underline underline-offset-2"
            >
              {words}
            </Link>
          ),
        })}
        {can(auth.principal.role, "model:stop") && (
          <>
            {" · "}
            <Link href="/model-switch" className="font-medium text-accent underline underline-offset-2">
              {t("switchTheModelOffOrOn")}
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
