/* list.c - the default list, compiled. */
/* SPDX-License-Identifier: MIT */
#include "list.h"

#include <errno.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "table.h"

int call_number(const char *name, bool *known)
{
	int number = seccomp_syscall_resolve_name(name);

	*known = true;
	if (number != __NR_SCMP_ERROR)
		return number;
	for (const struct number *row = call_numbers; row->call; row++)
		if (!strcmp(row->call, name))
			return row->number;
	*known = false;
	return number;
}

uint64_t list_openers(void)
{
	uint64_t openers = 0;

	for (const struct group *row = call_groups; row->about; row++)
		openers |= row->openers;
	return openers;
}

uint64_t list_preset(void)
{
	return UINT64_C(1) << CAP_SYS_CHROOT; /* of docker's 14, that one */
}

static void *rules_new(uint32_t action, uint32_t others)
{
	void *filter = seccomp_init(action);

	/* What is not this processor's, the edge of the one has decided. */
	if (!filter ||
		seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, others) < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"libseccomp cannot begin a filter");
	/* A tree: the last of 380 calls is found in 9 looks. Since 2.5 */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return filter;
}

/* Let `action` be the answer to `call`; a call that is not here has none. */
static void rule_add(void *filter, uint32_t action, const char *call,
	const struct argument *argument)
{
	struct scmp_arg_cmp compare = { 0 };
	bool known;
	int error, number = call_number(call, &known);

	if (argument)
		compare = SCMP_CMP64(argument->index, SCMP_CMP_MASKED_EQ,
			argument->mask, argument->value);
	if (!known || number < 0)
		return;
	error = seccomp_rule_add_array(
		filter, action, number, !!argument, &compare);
	errno = -error;
	if (error < 0)
		die("seccomp_rule_add(3)", "cannot add a rule for '%s'", call);
}

static void group_add(void *filter, const struct group *group, bool is_open)
{
	char *calls = strdup(group->calls), *rest = calls, *call;

	if (!calls)
		die("malloc", "cannot keep a list in memory");
	while ((call = strsep(&rest, " ")))
		rule_add(filter,
			is_open ? SCMP_ACT_ALLOW
				: SCMP_ACT_ERRNO((uint32_t)group->error),
			call, NULL);
	free(calls);
}

/* What no rule names is refused as what is known, and not for everybody. */
static void open_compile(struct program *program, uint64_t capabilities)
{
	void *filter = rules_new(SCMP_ACT_ERRNO(EPERM), SCMP_ACT_ERRNO(ENOSYS));

	for (const struct group *row = call_groups; row->about; row++) {
		bool is_open =
			row->door == OPEN || (row->openers & capabilities);

		if (is_open || row->error)
			group_add(filter, row, is_open);
	}
	for (const struct argument *row = calls_only_with; row->call; row++)
		rule_add(filter, SCMP_ACT_ALLOW, row->call,
			(row->openers & capabilities) ? NULL : row);
	program_add_edge(program, false, false);
	program_add_rules(program, filter);
	seccomp_release(filter);
}

/*
 * Of two programs the stricter answer counts. "Open, but not with this": rules
 * can only say what an argument is, and within 32 bits not what it is not.
 */
static void except_compile(struct program *program)
{
	void *filter = rules_new(SCMP_ACT_ALLOW, SCMP_ACT_ALLOW);

	for (const struct argument *row = calls_never_with; row->call; row++)
		rule_add(filter, SCMP_ACT_ERRNO(EPERM), row->call, row);
	program_add_rules(program, filter);
	seccomp_release(filter);
}

void list_compile(struct list *list, uint64_t capabilities)
{
	open_compile(&list->open, capabilities);
	except_compile(&list->except);
}
