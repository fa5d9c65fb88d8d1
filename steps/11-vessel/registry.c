/* registry.c - what a registry is asked, by skopeo. */
/* SPDX-License-Identifier: MIT */
#include "registry.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "digest.h"
#include "progress.h"
#include "tool.h"

#define POLICY "containers/policy.json"

/* What is being fetched, for the bar: its files grow. */
static int registry_target = -1;
static long long registry_there;

static long long registry_sum(int directory)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	struct stat status;
	long long sum = 0;

	for (struct dirent *entry; list && (entry = readdir(list));)
		if (fstatat(fd, entry->d_name, &status, 0) == 0 &&
			S_ISREG(status.st_mode))
			sum += status.st_size;
	if (list)
		closedir(list);
	return sum;
}

static long long registry_size(void)
{
	int blobs = openat(registry_target, "blobs/sha256",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long long sum = registry_sum(registry_target);

	if (blobs >= 0) {
		sum += registry_sum(blobs);
		close(blobs);
	}
	return sum;
}

static void registry_meanwhile(void)
{
	progress_show(registry_size() - registry_there);
}

/* Where nobody has said whose images are trusted, skopeo would do nothing. */
static bool registry_has_policy(void)
{
	const char *home = getenv("HOME");
	char path[512];

	snprintf(path, sizeof(path), "%s/.config/" POLICY, home ? home : "");
	return access(path, F_OK) == 0 || access("/etc/" POLICY, F_OK) == 0;
}

/* skopeo WORD... docker://NAME@DIGEST, or the name as it is. */
static char *registry_skopeo(const struct registry *registry,
	const char *command, const char *option, const char *digest,
	const char *target)
{
	bool local = reference_is_local(registry->reference);
	const char *words[9], *tls = NULL;
	struct tool tool = { words, "skopeo", registry->doing, -1,
		target ? registry_meanwhile : NULL };
	char *source = NULL, *output;
	size_t count = 0;

	if (local)
		tls = target ? "--src-tls-verify=false" : "--tls-verify=false";
	if (digest ? asprintf(&source, "docker://%s@%s",
			     registry->reference->repository, digest) < 0
		   : asprintf(&source, "docker://%s", registry->full) < 0)
		die("malloc", "cannot %s", registry->doing);
	words[count++] = "skopeo";
	if (!registry_has_policy())
		words[count++] = "--insecure-policy";
	words[count++] = command;
	words[count++] = option;
	if (tls)
		words[count++] = tls;
	if (target)
		words[count++] = "--dest-oci-accept-uncompressed-layers";
	words[count++] = source;
	if (target)
		words[count++] = target;
	words[count] = NULL;
	output = tool_run(&tool, MOST_MANIFEST);
	free(source);
	return output;
}

_Noreturn void registry_fail(const struct registry *registry, const char *fault)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "the registry is broken, or it lies: do not use"
			       " it" },
		"cannot %s: %s", registry->doing, fault);
}

/* Ask what the name means, and look at it ourselves. */
static char *registry_ask(const struct registry *registry, const char *asked,
	char digest[static LONGEST_DIGEST])
{
	char *text = registry_skopeo(
		registry, "inspect", "--raw", *asked ? asked : NULL, NULL);

	digest_of(text, strlen(text), digest);
	if (*asked && strcmp(digest, asked) != 0)
		registry_fail(registry, "what it sends has another digest");
	return text;
}

/* From the name to the manifest for this machine, each step verified. */
void registry_resolve(struct registry *registry)
{
	char *text = registry_ask(
		registry, registry->reference->digest, registry->digest);
	struct json_object *index = index_read(text);
	struct blob blob;
	const char *fault;

	memcpy(registry->manifest, registry->digest, LONGEST_DIGEST);
	if (index) {
		fault = index_choose(index, &blob);
		if (fault)
			die_of(&(struct death){ .code = EXIT_LAUNCHER },
				"cannot %s: %s", registry->doing, fault);
		free(text);
		text = registry_ask(registry, blob.digest, registry->manifest);
		json_object_put(index);
	}
	fault = manifest_read(&registry->offered, text);
	if (fault)
		registry_fail(registry, fault);
	free(text);
}

void registry_fetch(const struct registry *registry, int directory,
	const char *path, long long missing)
{
	char *target;

	if (asprintf(&target, "oci:%s:image", path) < 0)
		die("malloc", "cannot %s", registry->doing);
	registry_target = directory;
	registry_there = 0;
	registry_there = registry_size();
	progress_begin("pull", registry->draft.what, missing);
	free(registry_skopeo(
		registry, "copy", "--quiet", registry->manifest, target));
	progress_end();
	free(target);
}
