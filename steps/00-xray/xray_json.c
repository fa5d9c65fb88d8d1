/* xray_json.c - the same facts for programs. */
/* SPDX-License-Identifier: MIT */
/*
 * xray PID:      { "process": { "pid": 1, ... }, "namespaces": { "pid":
 *                { "inode": 4026531836, "own": false }, ... }, "cgroups": ...
 *                A key for each section and, in it, each row; null: not to be
 *                seen. Rows without a counterpart on this machine are absent.
 * xray PID PID:  { "processes": [ first, second ],
 *                  "differences": [ "process.pid", ... ] }, none
 *                of what cannot be seen of one of them
 * xray --all:    { "reference": "pid1", "hidden": 0, "groups": [ { "id": 0,
 *                  "parent": null, "own": [ "pid" ], "namespaces": { "pid":
 *                  4026531836, ... }, "processes": [ { "pid": 1, "command":
 *                  "init", "kernel": false } ] } ] }
 * reference:     where the host's namespaces are known from: "pid1",
 *                "pid1-contained", "initial", "initial+own"
 */
#include "xray.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

void field_number(struct json_object *object, const char *key, int64_t number)
{
	json_object_object_add(object, key, json_object_new_int64(number));
}

void field_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

void field_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

static void json_print(struct json_object *json)
{
	puts(json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			      JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(json);
}

static struct json_object *process_json(const struct xray *xray)
{
	struct json_object *all = json_object_new_object(), *section;
	const struct row *row;

	for (const struct section *s = sections; s->name; s++) {
		section = json_object_new_object();
		json_object_object_add(all, s->name, section);
		for (row = xray->rows; row < xray->rows + xray->count; row++)
			if (!strcmp(row->section, s->name))
				json_object_object_add(section, row->key,
					json_object_get(row->value));
	}
	return all;
}

void xray_json(const struct xray *xray)
{
	json_print(process_json(xray));
}

void compare_json(const struct xray *left, const struct xray *right)
{
	struct json_object *all = json_object_new_object();
	struct json_object *both = json_object_new_array();
	struct json_object *names = json_object_new_array();
	size_t count;
	struct pair *pairs = pairs_collect(left, right, &count);
	char *name;

	json_object_array_add(both, process_json(left));
	json_object_array_add(both, process_json(right));
	json_object_object_add(all, "processes", both);
	for (size_t i = 0; i < count; i++) {
		const struct row *row =
			pairs[i].left ? pairs[i].left : pairs[i].right;

		if (!pairs[i].differs)
			continue;
		name = text_format("%s.%s", row->section, row->key);
		json_object_array_add(names, json_object_new_string(name));
		free(name);
	}
	json_object_object_add(all, "differences", names);
	free(pairs);
	json_print(all);
}

static struct json_object *processes_json(const struct forest *forest, size_t g)
{
	struct json_object *list = json_object_new_array(), *one;

	for (size_t i = 0; i < forest->process_count; i++) {
		const struct process *process = &forest->processes[i];

		if (process->group != g)
			continue;
		one = json_object_new_object();
		field_number(one, "pid", process->pid);
		field_text(one, "command", process->command);
		field_bool(one, "kernel", process->kernel);
		json_object_array_add(list, one);
	}
	return list;
}

static struct json_object *group_json(const struct forest *forest, size_t g)
{
	const struct node *group = &forest->groups[g];
	struct json_object *one = json_object_new_object();
	struct json_object *own = json_object_new_array();
	struct json_object *all = json_object_new_object();

	for (int n = 0; n < NAMESPACES; n++) {
		uint64_t inode = group->namespaces.inode[n];

		if (group_differs(forest, g, n))
			json_object_array_add(own,
				json_object_new_string(namespace_names[n]));
		json_object_object_add(all, namespace_names[n],
			inode ? json_object_new_int64((int64_t)inode) : NULL);
	}
	field_number(one, "id", (int64_t)g);
	json_object_object_add(one, "parent",
		group->parent == NOWHERE
			? NULL
			: json_object_new_int64((int64_t)group->parent));
	json_object_object_add(one, "own", own);
	json_object_object_add(one, "namespaces", all);
	json_object_object_add(one, "processes", processes_json(forest, g));
	return one;
}

void forest_json(const struct forest *forest)
{
	struct json_object *all = json_object_new_object();
	struct json_object *groups = json_object_new_array();

	for (size_t g = 0; g < forest->group_count; g++)
		json_object_array_add(groups, group_json(forest, g));
	field_text(all, "reference", namespaces_reference(true));
	field_number(all, "hidden", (int64_t)forest->hidden);
	json_object_object_add(all, "groups", groups);
	json_print(all);
}
