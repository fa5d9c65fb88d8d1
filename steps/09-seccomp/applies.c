/* applies.c - whether a part of a profile is meant for this guest. */
/* SPDX-License-Identifier: MIT */
#include "applies.h"

#include <ctype.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/utsname.h>

/* A processor as libseccomp calls it, and as the language Go does. */
static const struct {
	const char *name, *go;
	uint32_t architecture;
} architectures[] = {
	{ "X86", "x86", SCMP_ARCH_X86 },
	{ "X86_64", "amd64", SCMP_ARCH_X86_64 },
	{ "X32", "x32", SCMP_ARCH_X32 },
	{ "ARM", "arm", SCMP_ARCH_ARM },
	{ "AARCH64", "arm64", SCMP_ARCH_AARCH64 },
	{ "MIPS", "mips", SCMP_ARCH_MIPS },
	{ "MIPS64", "mips64", SCMP_ARCH_MIPS64 },
	{ "MIPS64N32", "mips64n32", SCMP_ARCH_MIPS64N32 },
	{ "MIPSEL", "mipsel", SCMP_ARCH_MIPSEL },
	{ "MIPSEL64", "mipsel64", SCMP_ARCH_MIPSEL64 },
	{ "MIPSEL64N32", "mipsel64n32", SCMP_ARCH_MIPSEL64N32 },
	{ "PPC64LE", "ppc64le", SCMP_ARCH_PPC64LE },
	{ "S390", "s390", SCMP_ARCH_S390 },
	{ "S390X", "s390x", SCMP_ARCH_S390X },
	{ "RISCV64", "riscv64", SCMP_ARCH_RISCV64 },
};
enum { ARCHITECTURES = sizeof(architectures) / sizeof(*architectures) };

/* "SCMP_ARCH_X86_64"; 0: none that we know. */
static uint32_t architecture_of(const char *text)
{
	const char *prefix = "SCMP_ARCH_";

	for (size_t i = 0; i < ARCHITECTURES; i++)
		if (!strncmp(text, prefix, strlen(prefix)) &&
			!strcmp(text + strlen(prefix), architectures[i].name))
			return architectures[i].architecture;
	return 0;
}

static bool is_ours(const char *go)
{
	for (size_t i = 0; i < ARCHITECTURES; i++)
		if (!strcmp(go, architectures[i].go))
			return architectures[i].architecture ==
			       seccomp_arch_native();
	return false;
}

/* One that this libcap does not know, nobody can have. */
static bool has_capability(const char *name, uint64_t capabilities)
{
	char lower[64] = "";
	cap_value_t number;

	for (size_t i = 0; i < sizeof(lower) - 1 && name[i]; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	return cap_from_name(lower, &number) == 0 &&
	       (capabilities >> number & 1);
}

/* How many of the names in `list` hold; `count` gets how many there are. */
static size_t names_that_hold(const struct member *condition, const char *name,
	uint64_t capabilities, size_t *count)
{
	struct member list = member_of(condition, name, json_type_array);
	bool is_arch = !strcmp(name, "arches");
	size_t hold = 0;

	*count = member_count(&list);
	for (size_t i = 0; i < *count; i++) {
		struct member item = member_at(&list, i, json_type_string);
		const char *text = member_text(&item);

		hold += is_arch ? is_ours(text)
				: has_capability(text, capabilities);
	}
	return hold;
}

/* "4.8": is our kernel as new as that? */
static bool kernel_reaches(const struct member *least)
{
	unsigned int major = 0, minor = 0, ours = 0, ours_minor = 0;
	struct utsname names;
	char rest;

	if (sscanf(member_text(least), "%u.%u%c", &major, &minor, &rest) != 2)
		member_refuse(least, "'%s' is no version such as '4.8'",
			member_text(least));
	if (uname(&names) < 0 ||
		sscanf(names.release, "%u.%u", &ours, &ours_minor) != 2)
		return true;
	return ours > major || (ours == major && ours_minor >= minor);
}

bool rule_applies(const struct member *rule, uint64_t capabilities)
{
	static const char *const names[] = { "arches", "caps", "minKernel",
		NULL };
	struct member in = member_of(rule, "includes", json_type_object);
	struct member out = member_of(rule, "excludes", json_type_object);
	struct member since = member_of(&in, "minKernel", json_type_string);
	struct member until = member_of(&out, "minKernel", json_type_string);
	size_t arches, caps, none;
	bool applies;

	member_names(&in, names);
	member_names(&out, names);
	applies = names_that_hold(&in, "arches", 0, &arches) || !arches;
	applies &= names_that_hold(&in, "caps", capabilities, &caps) == caps;
	applies &= !names_that_hold(&out, "arches", 0, &none);
	applies &= !names_that_hold(&out, "caps", capabilities, &none);
	applies &= !since.value || kernel_reaches(&since);
	applies &= !until.value || !kernel_reaches(&until);
	return applies;
}

/* One that is ours already is no other. */
static size_t list_add(void *filter, const struct member *list, bool *x32)
{
	size_t added = 0;

	for (size_t i = 0; i < member_count(list); i++) {
		struct member item = member_at(list, i, json_type_string);
		uint32_t architecture = architecture_of(member_text(&item));

		if (!architecture)
			member_refuse(&item, "there is no processor '%s'",
				member_text(&item));
		if (architecture == seccomp_arch_native())
			continue;
		*x32 |= architecture == SCMP_ARCH_X32;
		added += seccomp_arch_add(filter, architecture) == 0;
	}
	return added;
}

size_t architectures_add(const struct member *profile, void *filter, bool *x32)
{
	struct member list =
		member_of(profile, "architectures", json_type_array);
	struct member map = member_of(profile, "archMap", json_type_array);
	size_t added = list_add(filter, &list, x32);

	if (member_count(&list) && member_count(&map))
		member_refuse(&map, "there is 'architectures' as well");
	for (size_t i = 0; i < member_count(&map); i++) {
		struct member row = member_at(&map, i, json_type_object);
		struct member ours =
			member_of(&row, "architecture", json_type_string);
		struct member subs =
			member_of(&row, "subArchitectures", json_type_array);

		if (ours.value && architecture_of(member_text(&ours)) ==
					  seccomp_arch_native())
			added += list_add(filter, &subs, x32);
	}
	return added;
}
