/* filter.c - fewer system calls, fewer files, no keys; and a label. */
/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include <stdint.h>

#include "keyring.h"
#include "label.h"
#include "landlock.h"
#include "list.h"
#include "needs.h"
#include "profile.h"
#include "table.h"

/* The default list for the default capabilities, which the Makefile has made
 * with compile.c and put into ours, by ld(1)'s names. */
#define EMBEDDED(name, symbol) \
	extern const struct sock_filter name[] __asm__("_binary_" symbol)
EMBEDDED(open_start, "open_bpf_start");
EMBEDDED(open_end, "open_bpf_end");
EMBEDDED(except_start, "except_bpf_start");
EMBEDDED(except_end, "except_bpf_end");

static struct list chosen; /* what is to be loaded */

static size_t embedded_count(
	const struct sock_filter *start, const struct sock_filter *end)
{
	return ((uintptr_t)end - (uintptr_t)start) / sizeof(*start);
}

/* To compile it takes longer than all the rest that we do here. */
static bool list_is_there(uint64_t capabilities)
{
	return (capabilities & list_openers()) == list_preset() &&
	       embedded_count(open_start, open_end) > 0;
}

static void list_make(const struct filter *filter, uint64_t capabilities)
{
	if (filter->profile) {
		profile_compile(
			&chosen, filter->file, filter->profile, capabilities);
		return;
	}
	if (!list_is_there(capabilities)) {
		list_compile(&chosen, capabilities);
		return;
	}
	program_add(
		&chosen.open, open_start, embedded_count(open_start, open_end));
	program_add(&chosen.except, except_start,
		embedded_count(except_start, except_end));
}

/* The exceptions first: the other one might forbid to load any more. */
static void list_load(void)
{
	if (chosen.except.count)
		program_load(&chosen.except, chosen.flags);
	program_load(&chosen.open, chosen.flags);
}

void filter_prepare(struct filter *filter, bool no_new_privs)
{
	filter->late = no_new_privs;
	label_check(filter->apparmor, filter->label);
	if (filter->beneath_count)
		landlock_check();
	if (!filter->file)
		return;
	filter->profile = profile_read(filter->file);
	needs_check(filter->file, filter->profile, filter->late);
}

/*
 * Each of these needs what the next takes away: keyctl(2) is closed by the
 * filter, /proc by Landlock. Nothing can be mounted after Landlock.
 */
void filter_enter(const struct filter *filter, uint64_t capabilities)
{
	keyring_leave();
	label_take(filter->apparmor, filter->label);
	if (filter->beneath_count)
		landlock_close(filter->beneath, filter->beneath_count);
	if (filter->off)
		return;
	list_make(filter, capabilities | (filter->launches ? LAUNCHES : 0));
	if (!filter->late)
		list_load();
}

void filter_close(const struct filter *filter)
{
	if (!filter->off && filter->late)
		list_load();
}
