/* owner.c - whose the guest's user namespace is. */
/* SPDX-License-Identifier: MIT */
#include "owner.h"

#include <stddef.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "rights.h"
#include "undo.h"

enum { BELOW = 1000000000 }; /* where the ranges of guests begin */

/* While we are somebody else: whether /proc showed us as ours. Else -1. */
static int dumpable = -1;

/*
 * Become another user, but for the real one: the way back. The kernel takes
 * more with it than is wanted: the capabilities, with which a namespace may be
 * made where users may not; the user for files, to whom the groups are open
 * that the child enters; and the signal for when our parent dies. (In version 1
 * it gets into a group only if it is the saved user, too.)
 */
static int user_change(uid_t user)
{
	struct rights rights;
	int with_parent = 0;

	prctl(PR_GET_PDEATHSIG, &with_parent);
	if (rights_read(&rights) < 0 || setresuid((uid_t)-1, user, user) < 0)
		return -1;
	setfsuid(0);
	rights_write(&rights);
	prctl(PR_SET_PDEATHSIG, with_parent);
	return 0;
}

static void owner_undo(void *argument)
{
	(void)argument;
	owner_return();
}

/*
 * What is counted for each user, like instances of inotify(7), is counted for
 * the owner of a namespace, too, whoever it was in there: a guest of root's
 * could use up what root has. And the owner has all capabilities in there. So
 * it has to be a user that no guest is, not even the root of one: a file of
 * its, with the setuid bit, would make anybody root of all guests.
 */
void owner_become(const struct idmap *uids)
{
	const struct extent owner = { 0, BELOW - (unsigned long)getpid(), 1 };

	for (size_t i = 0; i < uids->count; i++)
		if (owner.outside - uids->extents[i].outside <
			uids->extents[i].count)
			return;
	/*
	 * In a container there may be no such user: EINVAL. Then it is its
	 * root, who is not the host's, and has nothing else to share.
	 */
	undo_later(owner_undo, NULL);
	dumpable = prctl(PR_GET_DUMPABLE);
	if (user_change((uid_t)owner.outside) < 0)
		dumpable = -1;
}

void owner_return(void)
{
	if (dumpable < 0 || user_change(0) < 0)
		return;
	/* Not before: what nobody may dump is root's in /proc, as the child. */
	prctl(PR_SET_DUMPABLE, dumpable);
	dumpable = -1;
}
