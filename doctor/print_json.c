/* print_json.c - all that the doctor knows, for programs. */
/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "probe.h"
#include "verdicts.h"

static const char *comma; /* what goes before the next one of a list */

/* A string of ours, which holds nothing worse than quotes and newlines. */
static void print_string(const char *name, const char *text)
{
	printf("\"%s\": \"", name);
	for (; *text; text++)
		if (*text == '\n')
			printf("\\n");
		else if ((unsigned char)*text >= ' ')
			printf("%s%c", strchr("\"\\", *text) ? "\\" : "",
				*text);
	putchar('"');
}

static void print_step(const struct line *line)
{
	printf("%s\n    {", comma);
	print_string("step", line->name);
	printf(", \"exists\": %s, ", line->exists ? "true" : "false");
	print_string("verdict", print_mark(line->verdict));
	printf(", ");
	print_string("text", line->verdict->text);
	printf(", ");
	print_string("cure", line->verdict->cure);
	putchar('}');
	comma = ",";
}

static void print_fact(const struct probe *probe, const struct finding *finding)
{
	static const char *const states[] = { "holds", "fails", "unknown" };

	printf("%s\n    {", comma);
	print_string("fact", probe->name);
	printf(", ");
	print_string("state", states[finding->state]);
	printf(", ");
	print_string("value", finding->value);
	if (finding->state != HOLDS) {
		printf(", ");
		print_string("call", finding->call);
		printf(", ");
		print_string("error", strerror(finding->error));
	}
	putchar('}');
	comma = ",";
}

void print_json(const struct line *lines, size_t count)
{
	const char *value;

	comma = "";
	printf("{\n  \"steps\": [");
	for (size_t i = 0; i < count; i++)
		print_step(&lines[i]);
	printf("\n  ],\n  \"facts\": [");
	comma = "";
	findings_visit(print_fact);
	printf("\n  ],\n  \"machine\": {");
	comma = "";
	for (const struct machine_row *row = machine_rows; row->label; row++) {
		if (!(value = row->value()))
			continue;
		printf("%s\n    ", comma);
		print_string(row->label + strspn(row->label, " "), value);
		comma = ",";
	}
	printf("\n  }\n}\n");
}
