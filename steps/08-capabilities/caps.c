/* caps.c - who the command is, and what it may do as that. */
/* SPDX-License-Identifier: MIT */
#include "caps.h"

#include <errno.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "capability.h"
#include "die.h"
#include "spawn.h"
#include "user.h"

static uint64_t bit(int number)
{
	return UINT64_C(1) << number;
}

/* What we may hand on: a permitted one that the bounding set lets through. */
static uint64_t caps_held(void)
{
	cap_t sets = cap_get_proc();
	cap_flag_value_t permitted;
	uint64_t held = 0;

	if (!sets)
		die("capget", "cannot read our own capabilities");
	/* cap_max_bits: the kernel may know fewer than we do, or more. */
	for (int i = 0; i < cap_max_bits(); i++)
		if (cap_get_flag(sets, i, CAP_PERMITTED, &permitted) == 0 &&
			permitted == CAP_SET && cap_get_bound(i) == 1)
			held |= bit(i);
	cap_free(sets);
	return held;
}

/* A name that was typed is not quietly forgotten. */
static _Noreturn void caps_refuse(uint64_t missing)
{
	struct death death = { .code = EXIT_LAUNCHER };
	int number = __builtin_ctzll(missing);
	char cure[160];

	if (number >= cap_max_bits())
		die_of(&death, "this kernel does not know %s",
			capability_title(number));
	death.error = EPERM;
	death.cure = cure;
	snprintf(cure, sizeof(cure),
		"we do not have it ourselves: a sandbox or a container took it"
		" away ('make doctor'); ALL means all that we have");
	die_of(&death, "cannot give %s", capability_title(number));
}

/* What docker makes of its options: see TweakCapabilities() in its source. */
static uint64_t caps_wanted(const struct caps *caps, uint64_t held)
{
	if (caps->add & ~held)
		caps_refuse(caps->add & ~held);
	if (caps->add_all)
		return held & ~caps->drop;
	if (caps->drop_all)
		return caps->add;
	return (held & capabilities_given() & ~caps->drop) | caps->add;
}

uint64_t caps_bounds(const struct caps *caps)
{
	return caps_wanted(caps, caps_held() & ~caps->never);
}

/*
 * The caller's would be the guest's: with "noroot" set, root would be nobody,
 * with "no_setuid_fixup" nobody could cease to be root. The kernel's own
 * default is none of them. A lock stays, which takes nothing from a guest where
 * what it locks is off. SECBIT_*, capabilities(7)
 */
static void securebits_clear(void)
{
	const struct death locked = {
		.code = EXIT_LAUNCHER,
		.error = EPERM,
		.cure = "they are locked, for good (SECBIT_*_LOCKED): start us"
			" from where they are not",
	};
	unsigned int bits = cap_get_secbits();
	unsigned int locks = bits & SECURE_ALL_LOCKS;

	if (bits == locks || cap_set_secbits(locks) == 0)
		return;
	/* The lock of each bit is the one above it. */
	if (errno == EPERM && (bits & SECURE_ALL_BITS) << 1 & locks)
		die_of(&locked, "cannot clear the caller's securebits");
	die("capset", "cannot clear the caller's securebits");
}

/* What is gone from here, no execve(2) brings back: root gets no more. */
static void bounding_limit(uint64_t wanted)
{
	for (int i = 0; i < cap_max_bits(); i++)
		if (!(wanted & bit(i)) && cap_get_bound(i) == 1 &&
			cap_drop_bound(i) < 0)
			die("capset", "cannot drop %s from the bounding set",
				capability_title(i));
}

/*
 * Effective and permitted as wanted; inheritable empty. What is not in there,
 * the kernel takes out of ambient itself.
 */
static void sets_limit(uint64_t wanted)
{
	cap_t sets = cap_init(); /* all empty */
	bool good = sets;

	for (int i = 0; good && i < cap_max_bits(); i++)
		if (wanted & bit(i))
			good = cap_set_flag(sets, CAP_PERMITTED, 1, &i,
				       CAP_SET) == 0 &&
			       cap_set_flag(sets, CAP_EFFECTIVE, 1, &i,
				       CAP_SET) == 0;
	if (!good || cap_set_proc(sets) < 0)
		die("capset", "cannot limit our capabilities");
	cap_free(sets);
}

/*
 * Each line needs rights that a later one takes away. Whoever stops being root
 * has no capabilities left, as the next execve(2) would see to anyhow: the
 * bounding set is what a setuid program of the guest can still get.
 */
void caps_apply(const struct caps *caps)
{
	uint64_t wanted = caps_bounds(caps);
	struct user user = user_find(caps->user, caps->group);

	for (size_t i = 0; i < caps->group_count; i++)
		user_join(&user, caps->groups_added[i]);
	user.groups_fixed = caps->groups_fixed;
	securebits_clear();
	bounding_limit(wanted);
	user_become(&user);
	sets_limit(user.uid == 0 ? wanted : 0);
	if (caps->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		die("prctl", "cannot set no_new_privs");
	spawn_tie();
}
