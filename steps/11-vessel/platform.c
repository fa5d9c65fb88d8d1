/* platform.c - of the images in an index, the one for this machine. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "container.h"
#include "manifest.h"

/* What uname(2) says, and what images do. */
static const struct {
	const char *ours, *theirs, *variant;
} platforms[] = {
	{ "x86_64", "amd64", NULL }, { "aarch64", "arm64", "v8" },
	{ "armv7l", "arm", "v7" }, { "armv6l", "arm", "v6" },
	{ "i686", "386", NULL }, { "loongarch64", "loong64", NULL },
	{ NULL, NULL, NULL }, /* ppc64le, riscv64, s390x: the same */
};

static struct utsname platform_name;

static size_t platform_row(void)
{
	size_t i = 0;

	uname(&platform_name);
	while (platforms[i].ours &&
		strcmp(platforms[i].ours, platform_name.machine) != 0)
		i++;
	return i;
}

const char *platform_machine(void)
{
	size_t row = platform_row();

	return platforms[row].ours ? platforms[row].theirs
				   : platform_name.machine;
}

static bool platform_fits(struct json_object *platform)
{
	const char *system = json_text(platform, "os");
	const char *machine = json_text(platform, "architecture");
	const char *variant = json_text(platform, "variant");
	const char *ours = platforms[platform_row()].variant;

	return system && machine && !strcmp(system, "linux") &&
	       !strcmp(machine, platform_machine()) &&
	       (!variant || !ours || !strcmp(variant, ours));
}

const char *index_choose(struct json_object *index, struct blob *blob)
{
	static char fault[96];
	struct json_object *manifests, *row, *platform;
	size_t count;

	json_object_object_get_ex(index, "manifests", &manifests);
	count = json_object_array_length(manifests);
	for (size_t i = 0; i < count; i++) {
		row = json_object_array_get_idx(manifests, i);
		if (!json_object_object_get_ex(row, "platform", &platform) ||
			platform_fits(platform))
			return blob_read(blob, row);
	}
	snprintf(fault, sizeof(fault),
		"it has no image for this machine, which is linux/%s",
		platform_machine());
	return fault;
}

struct json_object *index_read(const char *text)
{
	struct json_object *index = json_tokener_parse(text), *manifests;

	if (json_object_is_type(index, json_type_object) &&
		json_object_object_get_ex(index, "manifests", &manifests) &&
		json_object_is_type(manifests, json_type_array))
		return index;
	json_object_put(index);
	return NULL;
}
