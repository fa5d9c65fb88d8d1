/* text.c - small files of this guest alone: /etc/hosts and the like. */
/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "die.h"

#include "mount_at.h"
#include "target.h"

/* A file system in memory with room for all of them, and for some changes. */
static int scratch_mount(int place, const struct text *texts)
{
	size_t size = 65536;
	char options[64];
	int scratch;

	for (; texts->target; texts++)
		size += strlen(texts->text) + 4096;
	snprintf(options, sizeof(options), "mode=755,size=%zu", size);
	scratch = mount_new_at("tmpfs", options, place,
		MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	if (scratch < 0)
		die("mount", "cannot mount a tmpfs for small files");
	return scratch;
}

static int text_write(int scratch, const struct text *text)
{
	const char *name = strrchr(text->target, '/') + 1;
	int fd = openat(
		scratch, name, O_CREAT | O_EXCL | O_CLOEXEC | O_RDWR, 0644);
	size_t length = strlen(text->text);

	if (fd < 0 || write(fd, text->text, length) != (ssize_t)length)
		die("write", "cannot write '%s'", text->target);
	return fd;
}

/*
 * A file can be bound from a mounted file system alone. So it is mounted where
 * /proc is going to be, just until the files have found their places.
 */
void texts_make(int root, const struct text *texts)
{
	int place, scratch, file, target, mounted;
	char name[64];

	if (!texts->target)
		return;
	place = target_directory(root, "/proc", false);
	scratch = scratch_mount(place, texts);
	for (; texts->target; texts++) {
		if (target_is_impossible(root, texts->target)) {
			warn_line("the guest has no '%s': the root lacks it and"
				  " is read-only",
				texts->target);
			continue;
		}
		file = text_write(scratch, texts);
		target = target_like(root, texts->target, file);
		mounted = mount_bind_at(file, target, 0);
		if (mounted < 0)
			die("mount", "cannot mount '%s'", texts->target);
		close(mounted);
		close(target);
		close(file);
	}
	snprintf(name, sizeof(name), "/proc/self/fd/%d", scratch);
	if (umount2(name, MNT_DETACH) < 0)
		die("umount", "cannot unmount the tmpfs for small files");
	close(scratch);
	close(place);
}
