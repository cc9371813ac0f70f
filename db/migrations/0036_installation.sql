CREATE TABLE "installation_property" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
