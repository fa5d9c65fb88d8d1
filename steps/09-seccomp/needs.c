/* needs.c - calls that a profile has to leave to the launch. */
/* SPDX-License-Identifier: MIT */
#include "needs.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "member.h"

/* To become who the command is; then, to become the command. */
static const char *const early[] = { "capget", "capset", "prctl", "setgroups",
	"setresgid", "setresuid", "openat", "read", "close", "recvfrom", NULL };
static const char *const last[] = { "close_range", "rt_sigprocmask", "execve",
	NULL };

static bool is_lenient_word(const struct member *action)
{
	const char *word = member_text(action);

	return !strcmp(word, "SCMP_ACT_ALLOW") || !strcmp(word, "SCMP_ACT_LOG");
}

static bool rule_names(const struct member *rule, const char *call)
{
	struct member one = member_of(rule, "name", json_type_string);
	struct member all = member_of(rule, "names", json_type_array);

	if (one.value)
		return !strcmp(member_text(&one), call);
	for (size_t i = 0; i < member_count(&all); i++) {
		struct member name = member_at(&all, i, json_type_string);

		if (!strcmp(member_text(&name), call))
			return true;
	}
	return false;
}

/* In doubt it is: whether a condition holds, only the guest knows. */
static bool rule_has_condition(const struct member *rule)
{
	static const char *const names[] = { "args", "includes", "excludes" };

	for (size_t i = 0; i < 3; i++)
		if (json_object_object_get_ex(rule->value, names[i], NULL))
			return true;
	return false;
}

static bool is_open(const struct member *root, const char *call)
{
	struct member all = member_of(root, "syscalls", json_type_array);
	struct member preset =
		member_of(root, "defaultAction", json_type_string);
	bool open = is_lenient_word(&preset);

	for (size_t i = 0; i < member_count(&all); i++) {
		struct member rule = member_at(&all, i, json_type_object);
		struct member action =
			member_of(&rule, "action", json_type_string);

		if (!rule_names(&rule, call))
			continue;
		if (is_lenient_word(&action))
			return true;
		open &= rule_has_condition(&rule);
	}
	return open;
}

static void calls_check(
	const struct member *root, const char *const calls[], const char *cure)
{
	for (; *calls; calls++)
		if (!is_open(root, *calls))
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .cure = cure },
				"'%s' closes '%s', which the launch still"
				" calls",
				root->file, *calls);
}

void needs_check(const char *file, void *profile, bool late)
{
	struct member root = { .file = file, .value = profile };

	calls_check(&root, last, "no command starts without it");
	if (!late)
		calls_check(&root, early,
			"open it, or let the filter be loaded later: with"
			" --security-opt no-new-privileges");
}
