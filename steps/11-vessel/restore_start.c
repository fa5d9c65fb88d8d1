/* restore_start.c - what a restored guest has of the host's, for criu. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "file.h"

#include "cgroup_resume.h"
#include "criu.h"
#include "keyring.h"
#include "restore.h"
#include "restored.h"

/*
 * Where criu finds all of that: its processes look for it as a user who is
 * nobody out here, and may not come to where it is. There is an /etc
 * everywhere; what criu wants of the host's, it has by then, or does without.
 */
#define PLACE "/etc"

/* A file system for it, not there yet: something of /etc may be among it. */
static char *place_make(const struct guest *guest)
{
	char *below, *path;

	if (asprintf(&below, "containers/%s/place", guest->container->id) < 0 ||
		!(path = strdup(run_path(below))))
		die("malloc", "cannot keep a path in memory");
	free(below);
	if (mkdirat(guest->container->live, "place", 0700) < 0 ||
		mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
			"size=1m,mode=755") < 0)
		die("mount", "cannot make '%s'", path);
	return path;
}

static void place_finish(char *path)
{
	if (chdir("/") < 0 || mount(path, PLACE, NULL, MS_MOVE, NULL) < 0)
		die("mount", "cannot show '%s' as '" PLACE "'", path);
	free(path);
}

/* The guest's root; it was mounted elsewhere, which is let go of. */
static void root_mount(const struct guest *guest, const char *place)
{
	unsigned long flags = (guest->mounts.no_devices ? MS_NODEV : 0) |
			      (guest->mounts.readonly_root ? MS_RDONLY : 0);
	char root[4096];
	const char *path;

	snprintf(root, sizeof(root), "%s/root", place);
	if (mkdir(root, 0755) < 0)
		die("mkdir", "cannot make '%s'", root);
	path = overlay_mount(&guest->overlay);
	if (mount(path, root, NULL, MS_BIND | MS_REC, NULL) < 0 ||
		mount(NULL, root, NULL, MS_REMOUNT | MS_BIND | flags, NULL) < 0)
		die("mount", "cannot mount the container's root");
	umount2(path, MNT_DETACH);
}

/* Those files that it has for itself are made anew: they tell its address. */
static const char *text_of(const struct guest *guest, struct json_object *mount)
{
	const char *target = json_text(mount, "target");

	for (const struct text *row = guest->mounts.texts; row->target; row++)
		if (!strcmp(row->target, target))
			return row->text;
	return json_text(mount, "text");
}

/* A file in there that is the guest's root's. */
static void text_make(
	const struct guest *guest, const char *path, const char *text)
{
	long root = userns_root(&guest->userns);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("write", "cannot write '%s'", path);
	if (root >= 0 && fchown(fd, (uid_t)root, (gid_t)root) < 0)
		die("chown", "cannot give '%s' to the guest", path);
	close(fd);
}

/* What the host has, a directory or a file. */
static void source_show(const char *source, const char *path)
{
	struct stat status;
	int fd = -1;

	if (stat(source, &status) < 0)
		die("open", "cannot show '%s' again", source);
	if (S_ISDIR(status.st_mode) ? mkdir(path, 0755) < 0
				    : (fd = creat(path, 0644)) < 0)
		die("mkdir", "cannot make '%s'", path);
	if (fd >= 0)
		close(fd);
	if (mount(source, path, NULL, MS_BIND, NULL) < 0)
		die("mount", "cannot show '%s' again", source);
}

/* The one of that `number`, as `path`. */
static void mount_renew(
	const struct guest *guest, size_t number, const char *path)
{
	struct json_object *record = guest->restored->record;
	struct json_object *mount = json_object_array_get_idx(
		json_member(record, "mounts"), number);
	const char *source = json_text(mount, "source");
	char *now, *own;

	if (!source) {
		text_make(guest, path, text_of(guest, mount));
		return;
	}
	now = cgroup_keep(&guest->cgroup);
	own = group_renewed(json_text(record, "groups"), now, source);
	source_show(own ? own : source, path);
	free(own);
	free(now);
}

static void mounts_tell(
	struct criu *criu, const struct guest *guest, const char *place)
{
	size_t count = json_object_array_length(
		json_member(guest->restored->record, "mounts"));
	char path[4096];

	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/m%zu", place, i);
		mount_renew(guest, i, path);
		criu_add(criu, "--external");
		criu_add(criu, "mnt[m%zu]:" PLACE "/m%zu", i, i);
	}
}

static void streams_tell(struct criu *criu, const struct guest *guest)
{
	json_object_object_foreach(
		json_member(guest->restored->record, "streams"), fd, name)
	{
		int own = guest->stdio.guest[*fd - '0'];

		if (own < 0)
			continue;
		fd_keep(own);
		criu_add(criu, "--inherit-fd");
		criu_add(criu, "fd[%d]:%s", own, json_object_get_string(name));
	}
}

/*
 * criu runs it at each of its stages, without words. Who is asked, and answers,
 * is the host side: see restore_hear(). Where it finds both stands in its
 * environment: what a path is made of is nothing for a script.
 */
static void script_tell(struct criu *criu, const struct guest *guest)
{
	static const char text[] =
		"#!/bin/sh\n"
		"[ \"$CRTOOLS_SCRIPT_ACTION\" = setup-namespaces ] || exit 0\n"
		"echo \"$CRTOOLS_INIT_PID\" >\"$VESSEL_RESTORES/ask\" &&\n"
		"\tread -r go <\"$VESSEL_RESTORES/answer\"\n";
	int fd = openat(guest->container->directory, RESTORE_SCRIPT,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0700);
	char *path;

	if (fd < 0 || write(fd, text, sizeof(text) - 1) != sizeof(text) - 1)
		die("write", "cannot write a script for criu");
	close(fd); /* or it could not be run: ETXTBSY */
	if (asprintf(&path, "containers/%s", guest->container->id) < 0 ||
		setenv("VESSEL_RESTORES", run_path(path), 1) < 0)
		die("malloc", "cannot keep a path in memory");
	free(path);
	criu_add(criu, "--action-script");
	criu_add(criu, "%s/%s/" RESTORE_SCRIPT, data_path("containers"),
		guest->container->id);
}

/* criu(8) keeps neither: its processes have them from birth, as it has. */
static void birth_prepare(const struct guest *guest)
{
	keyring_leave();
	if (guest->caps.no_new_privs &&
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		die("prctl", "cannot set no_new_privs");
}

void restore_start(void *argument)
{
	const struct guest *guest = argument;
	struct criu *criu = &guest->restored->criu;
	char *place;

	cgroup_enter(&guest->cgroup);
	rootfs_private();
	place = place_make(guest);
	root_mount(guest, place);
	mounts_tell(criu, guest, place);
	place_finish(place);
	criu_add(criu, "--root");
	criu_add(criu, PLACE "/root");
	streams_tell(criu, guest);
	script_tell(criu, guest);
	criu_add(criu, "--restore-sibling");
	criu_add(criu, "--restore-detached");
	if (veth_namespaces(&guest->net)) {
		criu_add(criu, "--empty-ns");
		criu_add(criu, "net");
	}
	birth_prepare(guest);
	criu_become(criu);
}
