/* lent_keep.c - an interface comes back though we become another program. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "undo.h"

#include "lent.h"

/*
 * What is remembered, in a file that is in memory alone. The messages that are
 * the kernel's own follow, as they are.
 */
struct note {
	char name[IFNAMSIZ];
	uint32_t flags, index_away;
};

static void note_write(int note, const void *data, size_t size)
{
	if (write(note, data, size) != (ssize_t)size)
		die("write", "cannot keep what an interface was like");
}

char *lent_keep(const struct veth *veth)
{
	const struct lent *lent = veth->lent;
	struct note head = { .flags = lent->link.flags,
		.index_away = lent->index_away };
	int note = memfd_create("lent", MFD_CLOEXEC);
	char *record;

	memcpy(head.name, lent->link.name, IFNAMSIZ);
	if (note < 0)
		die("memfd_create", "cannot keep what an interface was like");
	note_write(note, &head, sizeof(head));
	for (size_t i = 0; i < lent->kept.count; i++)
		note_write(note, lent->kept.messages[i],
			lent->kept.messages[i]->nlmsg_len);
	fd_keep(note);
	fd_keep(lent->away);
	if (asprintf(&record, "interface %d %d", note, lent->away) < 0)
		die("malloc", "cannot keep a number in memory");
	return record;
}

/* All of it; NULL: whoever had it open is not who we are. */
static char *note_read(int note, size_t *size)
{
	struct stat status;
	char *text = NULL;

	if (fcntl(note, F_GET_SEALS) < 0 || fstat(note, &status) < 0)
		return NULL;
	*size = (size_t)status.st_size;
	if (*size >= sizeof(struct note))
		text = malloc(*size);
	if (text && pread(note, text, *size, 0) != (ssize_t)*size) {
		free(text);
		text = NULL;
	}
	return text;
}

static struct lent *lent_of_note(char *text, size_t size, int away)
{
	struct lent *lent = calloc(1, sizeof(*lent));
	const struct note *head = (void *)text;
	struct nlmsghdr *message = (void *)(text + sizeof(*head));
	int left = (int)(size - sizeof(*head));

	if (!lent)
		die("malloc", "cannot keep an interface in memory");
	memcpy(lent->link.name, head->name, IFNAMSIZ - 1);
	lent->link.flags = head->flags;
	lent->index_away = head->index_away;
	lent->away = away;
	lent->moved = true;
	for (; mnl_nlmsg_ok(message, left) && lent->kept.count < MOST_KEPT;
		message = mnl_nlmsg_next(message, &left))
		lent->kept.messages[lent->kept.count++] = message;
	return lent;
}

void lent_resume(struct veth *veth, const char *record)
{
	int note, away;
	size_t size;
	char *text;

	if (sscanf(record, "interface %d %d", &note, &away) != 2 ||
		ioctl(away, NS_GET_NSTYPE) != CLONE_NEWNET)
		return;
	text = note_read(note, &size);
	if (!text)
		return;
	veth->lent = lent_of_note(text, size, away);
	veth->lent->home = lent_namespace("/proc/self/ns/net");
	netlink_open(&veth->lent->here);
	lent_reach(veth->lent);
	undo_later(lent_return, veth->lent);
}
