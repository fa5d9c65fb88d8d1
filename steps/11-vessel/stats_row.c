/* stats_row.c - a line about what a container uses. */
/* SPDX-License-Identifier: MIT */
#include "stats_row.h"

#include <stdio.h>

#include "bytes.h"

enum { CELL = 2 * BYTES_TEXT + 4 };

const struct column stats_row_heads[] = { { "CONTAINER ID", SHORT_ID + 1 },
	{ "NAME", 24 }, { "CPU %", 0 }, { "MEM USAGE / LIMIT", 0 },
	{ "MEM %", 0 }, { "NET I/O", 0 }, { "BLOCK I/O", 0 }, { "PIDS", 0 },
	{ 0 } };

/* Of memory in KiB, of what goes through in kB, as docker has them. */
static void part_print(
	char text[static BYTES_TEXT], uint64_t bytes, bool binary)
{
	if (bytes == SAMPLE_UNKNOWN)
		snprintf(text, BYTES_TEXT, "--");
	else
		bytes_print(text, (double)bytes, binary);
}

static void pair_print(
	char text[static CELL], uint64_t one, uint64_t other, bool binary)
{
	char first[BYTES_TEXT], second[BYTES_TEXT];

	part_print(first, one, binary);
	part_print(second, other, binary);
	snprintf(text, CELL, "%s / %s", first, second);
}

static void percent_print(char text[static CELL], double percent)
{
	if (percent < 0)
		snprintf(text, CELL, "--");
	else
		snprintf(text, CELL, "%.2f%%", percent);
}

static double memory_percent(const struct sample *sample)
{
	if (sample->memory == SAMPLE_UNKNOWN || !sample->memory_limit ||
		sample->memory_limit == SAMPLE_UNKNOWN)
		return -1;
	return 100.0 * (double)sample->memory / (double)sample->memory_limit;
}

void stats_row_add(
	struct columns *columns, const struct sample *sample, double percent)
{
	char cpu[CELL], memory[CELL], part[CELL], net[CELL], block[CELL];
	char processes[CELL] = "--", id[ID_LENGTH + 1];

	snprintf(id, sizeof(id), "%.*s", columns->whole ? ID_LENGTH : SHORT_ID,
		sample->id);
	percent_print(cpu, percent);
	pair_print(memory, sample->memory, sample->memory_limit, true);
	percent_print(part, memory_percent(sample));
	pair_print(net, sample->received, sample->sent, false);
	pair_print(block, sample->read, sample->written, false);
	if (sample->processes != SAMPLE_UNKNOWN)
		snprintf(processes, sizeof(processes), "%llu",
			(unsigned long long)sample->processes);
	columns_add(columns, (const char *[]){ id, sample->name, cpu, memory,
				     part, net, block, processes });
}

static void number_add(
	struct json_object *row, const char *member, uint64_t value)
{
	if (value != SAMPLE_UNKNOWN)
		json_set_number(row, member, (long)value);
}

static void percent_add(
	struct json_object *row, const char *member, double percent)
{
	if (percent >= 0)
		json_object_object_add(
			row, member, json_object_new_double(percent));
}

void stats_row_json(const struct sample *sample, double percent)
{
	struct json_object *row = json_object_new_object();

	json_set_text(row, "id", sample->id);
	json_set_text(row, "name", sample->name);
	percent_add(row, "cpu_percent", percent);
	number_add(row, "cpu_usec", sample->cpu);
	number_add(row, "memory", sample->memory);
	number_add(row, "memory_limit", sample->memory_limit);
	percent_add(row, "memory_percent", memory_percent(sample));
	number_add(row, "net_received", sample->received);
	number_add(row, "net_sent", sample->sent);
	number_add(row, "block_read", sample->read);
	number_add(row, "block_written", sample->written);
	number_add(row, "processes", sample->processes);
	puts(json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN));
	json_object_put(row);
}
