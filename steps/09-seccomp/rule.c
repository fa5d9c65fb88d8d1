/* rule.c - one rule of a profile. */
/* SPDX-License-Identifier: MIT */
#include "rule.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>

#include "applies.h"
#include "list.h"
#include "nearest.h"

enum { ARGUMENTS = 6, MOST_COMPARISONS = 12, MOST_ERRNO = 4095 };

/* A word of docker's, and what libseccomp has for it. */
struct word {
	const char *text;
	uint32_t value;
};

/* With an errno, or a number for who traces it: SCMP_ACT_ERRNO(0). */
static const struct word actions[] = {
	{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
	{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(0) },
	{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
	{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
	{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(0) },
	{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
	{ NULL, 0 },
};

static const struct word comparisons[] = {
	{ "SCMP_CMP_NE", SCMP_CMP_NE },
	{ "SCMP_CMP_LT", SCMP_CMP_LT },
	{ "SCMP_CMP_LE", SCMP_CMP_LE },
	{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
	{ "SCMP_CMP_GE", SCMP_CMP_GE },
	{ "SCMP_CMP_GT", SCMP_CMP_GT },
	{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	{ NULL, 0 },
};

static uint32_t word_find(const struct member *member, const struct word *words)
{
	const char *text = member_text(member), *texts[16], *meant;
	size_t count = 0;

	if (!text)
		member_refuse(member, "it is missing");
	for (; words->text; words++) {
		if (!strcmp(text, words->text))
			return words->value;
		texts[count++] = words->text;
	}
	meant = nearest(text, texts, count);
	member_refuse(member, "there is no '%s'%s%s%s", text,
		meant ? ": did you mean '" : "", meant ? meant : "",
		meant ? "'?" : "");
}

uint32_t action_of(
	const struct member *object, const char *name, const char *error)
{
	struct member word = member_of(object, name, json_type_string);
	struct member number = member_of(object, error, json_type_int);
	uint32_t value = (uint32_t)member_number(&number, MOST_ERRNO, EPERM);
	uint32_t action;

	if (word.value && !strcmp(member_text(&word), "SCMP_ACT_NOTIFY"))
		member_refuse(&word, "nobody listens here: leave"
				     " SCMP_ACT_NOTIFY out");
	action = word_find(&word, actions);
	if (action == SCMP_ACT_ERRNO(0) || action == SCMP_ACT_TRACE(0))
		return action | value;
	if (number.value)
		member_refuse(&number, "only SCMP_ACT_ERRNO and SCMP_ACT_TRACE"
				       " have one");
	return action;
}

static struct scmp_arg_cmp argument_of(const struct member *row)
{
	static const char *const names[] = { "index", "value", "valueTwo", "op",
		NULL };
	struct member index = member_of(row, "index", json_type_int);
	struct member value = member_of(row, "value", json_type_int);
	struct member second = member_of(row, "valueTwo", json_type_int);
	struct member op = member_of(row, "op", json_type_string);

	member_names(row, names);
	return (struct scmp_arg_cmp){
		.arg = (unsigned int)member_number(&index, ARGUMENTS - 1, 0),
		.op = (enum scmp_compare)word_find(&op, comparisons),
		.datum_a = member_number(&value, UINT64_MAX, 0),
		.datum_b = member_number(&second, UINT64_MAX, 0),
	};
}

/* All the comparisons have to hold; of several on one argument, any. */
struct comparing {
	struct scmp_arg_cmp rows[MOST_COMPARISONS];
	unsigned int count;
	bool any;
};

static struct comparing arguments_of(const struct member *rule)
{
	struct member list = member_of(rule, "args", json_type_array);
	struct comparing all = { 0 };
	unsigned int seen = 0;

	if (member_count(&list) > MOST_COMPARISONS)
		member_refuse(
			&list, "these are more than %d", MOST_COMPARISONS);
	for (; all.count < member_count(&list); all.count++) {
		struct member row =
			member_at(&list, all.count, json_type_object);

		all.rows[all.count] = argument_of(&row);
		all.any |= seen >> all.rows[all.count].arg & 1;
		seen |= 1U << all.rows[all.count].arg;
	}
	return all;
}

/* How others number a call that is new, only a new libseccomp knows. */
static bool is_native(void *filter)
{
	return seccomp_arch_exist(filter, seccomp_arch_native()) == 0;
}

static void call_add(void *filter, const struct member *name, uint32_t action,
	const struct comparing *all)
{
	unsigned int step = all->any ? 1 : all->count, i = 0;
	const char *text = member_text(name);
	int number, error;
	bool known;

	number = call_number(text, &known);
	if (!known || (!is_native(filter) &&
			      seccomp_syscall_resolve_name(text) != number))
		return;
	do {
		error = seccomp_rule_add_array(
			filter, action, number, step, all->rows + i);
		/* -EDOM: a call that this processor does not have. */
		if (error < 0 && error != -EDOM)
			member_refuse(name,
				"libseccomp has no such rule for '%s': %s",
				text, strerror(-error));
		i += step;
	} while (i < all->count);
}

void rule_compile(void *filter, const struct member *rule, uint32_t preset,
	uint64_t capabilities)
{
	static const char *const members[] = { "name", "names", "action",
		"errnoRet", "args", "comment", "includes", "excludes", NULL };
	struct member one = member_of(rule, "name", json_type_string);
	struct member names = member_of(rule, "names", json_type_array);
	uint32_t action = action_of(rule, "action", "errnoRet");
	struct comparing all = arguments_of(rule);
	/* Like libseccomp, we say nothing twice. */
	bool applies = rule_applies(rule, capabilities) && action != preset;

	member_names(rule, members);
	if (!one.value == !member_count(&names))
		member_refuse(rule, "it has 'names', or one 'name'");
	if (one.value && applies)
		call_add(filter, &one, action, &all);
	for (size_t i = 0; i < member_count(&names); i++) {
		struct member name = member_at(&names, i, json_type_string);

		if (applies)
			call_add(filter, &name, action, &all);
	}
}
