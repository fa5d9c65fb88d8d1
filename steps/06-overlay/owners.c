/* owners.c - whose the files of a layer are, if the guest's ids are others. */
/* SPDX-License-Identifier: MIT */
#include "owners.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "loose.h"
#include "storage.h"

static const struct idmap *owners, *groups; /* NULL: as they are */
static bool ours;

void overlay_map(struct overlay *overlay, const struct idmap *uids,
	const struct idmap *gids, int users)
{
	if (!uids->count)
		return;
	overlay->uids = uids;
	overlay->gids = gids;
	overlay->users = users;
	overlay->userxattr = users < 0;
}

static bool all_can(const struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->lower_count; i++)
		if (!loose_can(overlay, overlay->lowers[i]))
			return false;
	return overlay->layers < 0 || overlay->scratch ||
	       loose_can(overlay, overlay->layers);
}

/* What is another user's is nobody's inside, and cannot be changed there. */
static bool all_ours(const struct overlay *overlay)
{
	struct stat status;

	return fstat(overlay->lowers[0], &status) == 0 &&
	       status.st_uid == geteuid();
}

void owners_choose(struct overlay *overlay)
{
	bool rootless = overlay->users < 0;

	if (!overlay->uids || (rootless ? all_ours : all_can)(overlay))
		return;
	if (!rootless && (overlay->name || overlay->storage == &storage_none))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "have it on ext4, XFS or Btrfs, or take"
				       " --userns host: mount_setattr(2)" },
			"'%s' or its layer is on a file system that cannot"
			" show files as other users'",
			overlay->paths[0]);
	if (overlay->storage && rootless)
		return; /* as asked for */
	overlay->storage = &storage_copy;
	overlay->scratch = !rootless;
}

void owners_fix(const struct overlay *overlay)
{
	ours = overlay->uids && overlay->users < 0;
	if (!overlay->uids || !overlay->scratch)
		return; /* on a disk they are as before, and shown as others' */
	owners = overlay->uids;
	groups = overlay->gids;
}

/* Who is not mapped has nothing in there; root keeps it for him. */
static long mapped(const struct idmap *map, unsigned long id)
{
	long outside = idmap_outside(map, id);

	return outside < 0 ? idmap_outside(map, 0) : outside;
}

uid_t owner_of_copy(uid_t user)
{
	if (ours)
		return geteuid();
	return owners ? (uid_t)mapped(owners, user) : user;
}

gid_t group_of_copy(gid_t group)
{
	if (ours)
		return getegid();
	return groups ? (gid_t)mapped(groups, group) : group;
}

bool owners_are_we(void)
{
	return ours;
}

bool owners_close(int error)
{
	return ours && (error == EACCES || error == EPERM);
}
