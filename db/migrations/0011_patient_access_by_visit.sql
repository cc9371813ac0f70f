DROP INDEX "patient_access_patient";--> statement-breakpoint
CREATE INDEX "encounter_patient" ON "encounter" USING btree ("patient_key");--> statement-breakpoint
ALTER TABLE "patient_access" DROP COLUMN "patient_key";