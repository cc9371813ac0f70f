CREATE TABLE "model_switch" (
	"seq" integer PRIMARY KEY NOT NULL,
	"off" boolean NOT NULL,
	"reason" text NOT NULL,
	"by" uuid NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
