/* profile.c - a list of somebody else's, in docker's form. */
/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "applies.h"
#include "die.h"
#include "file.h"
#include "member.h"
#include "rule.h"

enum { MOST_BYTES_OF_PROFILE = 1 << 20 };

/* Where the parser stopped, as an editor counts. */
static _Noreturn void syntax_refuse(
	const char *file, const char *text, struct json_tokener *parser)
{
	size_t end = json_tokener_get_parse_end(parser), line = 1;
	enum json_tokener_error error = json_tokener_get_error(parser);

	for (size_t i = 0; i < end; i++)
		line += text[i] == '\n';
	die_of(&(struct death){ .code = EXIT_LAUNCHER }, "'%s': line %zu: %s",
		file, line,
		error == json_tokener_continue
			? "it ends too soon"
			: json_tokener_error_desc(error));
}

static char *text_read(const char *file, size_t *length)
{
	char *text = malloc(MOST_BYTES_OF_PROFILE);
	ssize_t got = -1;

	if (text)
		got = read_at(AT_FDCWD, file, text, MOST_BYTES_OF_PROFILE);
	if (got < 0 && errno == E2BIG)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the profile '%s' has a MiB or more", file);
	if (got < 0)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL,
			       "there are a file, 'builtin' and 'unconfined'" },
			"cannot read the profile '%s'", file);
	*length = (size_t)got;
	return text;
}

void *profile_read(const char *file)
{
	struct json_tokener *parser = json_tokener_new();
	struct list scratch = { 0 };
	size_t length;
	char *text = text_read(file, &length);
	struct json_object *profile;

	if (!parser)
		die("malloc", "cannot keep '%s' in memory", file);
	json_tokener_set_flags(parser, JSON_TOKENER_STRICT);
	profile = json_tokener_parse_ex(parser, text, (int)length);
	if (!profile)
		syntax_refuse(file, text, parser);
	json_tokener_free(parser);
	free(text);
	/* All of its members are looked at, whoever they are meant for. */
	profile_compile(&scratch, file, profile, 0);
	free(scratch.open.code);
	return profile;
}

static unsigned int flags_of(const struct member *profile)
{
	static const struct {
		const char *name;
		unsigned int flag;
	} rows[] = {
		{ "SECCOMP_FILTER_FLAG_LOG", SECCOMP_FILTER_FLAG_LOG },
		{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
			SECCOMP_FILTER_FLAG_SPEC_ALLOW },
		{ "SECCOMP_FILTER_FLAG_TSYNC", 0 }, /* we have one thread */
	};
	struct member list = member_of(profile, "flags", json_type_array);
	unsigned int flags = 0;
	size_t row;

	for (size_t i = 0; i < member_count(&list); i++) {
		struct member item = member_at(&list, i, json_type_string);

		for (row = 0; row < 3; row++)
			if (!strcmp(rows[row].name, member_text(&item)))
				break;
		if (row == 3)
			member_refuse(&item, "there is no flag '%s'",
				member_text(&item));
		flags |= rows[row].flag;
	}
	return flags;
}

/* What no rule names: its own answer to calls that are newer than we are. */
static bool is_lenient(uint32_t action)
{
	return action == SCMP_ACT_ALLOW || action == SCMP_ACT_LOG ||
	       action == SCMP_ACT_ERRNO(ENOSYS) ||
	       (action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE;
}

/* Members that are docker's, and what is to be done where no rule says so. */
static uint32_t preset_of(const struct member *root)
{
	static const char *const names[] = { "defaultAction", "defaultErrnoRet",
		"architectures", "archMap", "syscalls", "flags", "listenerPath",
		"listenerMetadata", NULL };

	if (!json_object_is_type(root->value, json_type_object))
		member_refuse(root, "a profile is an object: { ... }");
	member_names(root, names);
	return action_of(root, "defaultAction", "defaultErrnoRet");
}

static void *filter_new(uint32_t preset, const char *file)
{
	void *filter = seccomp_init(preset);

	if (!filter)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"libseccomp cannot begin the filter of '%s'", file);
	return filter;
}

static void rules_add(void *filter, const struct member *root, uint32_t preset,
	uint64_t capabilities)
{
	struct member all = member_of(root, "syscalls", json_type_array);

	for (size_t i = 0; i < member_count(&all); i++) {
		struct member rule = member_at(&all, i, json_type_object);

		rule_compile(filter, &rule, preset, capabilities);
	}
}

/* Other processors have rules of their own: not all of ours can be theirs. */
void profile_compile(struct list *list, const char *file, void *profile,
	uint64_t capabilities)
{
	struct member root = { .file = file, .value = profile };
	uint32_t preset = preset_of(&root);
	void *ours = filter_new(preset, file);
	void *others = filter_new(preset, file);
	bool x32 = false;
	size_t count;

	list->flags = flags_of(&root);
	rules_add(ours, &root, preset, capabilities);
	count = architectures_add(&root, others, &x32);
	seccomp_arch_remove(others, seccomp_arch_native());
	if (count) {
		rules_add(others, &root, preset, capabilities);
		if (seccomp_merge(ours, others) < 0)
			die_of(&(struct death){ .code = EXIT_LAUNCHER },
				"libseccomp cannot merge the processors of"
				" '%s'",
				file);
	} else {
		seccomp_release(others);
	}
	if (!is_lenient(preset))
		program_add_edge(&list->open, count > x32, x32);
	program_add_rules(&list->open, ours);
	seccomp_release(ours);
}
