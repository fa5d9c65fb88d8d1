/* parcel_rights.c - who is named in an attribute, and is not its owner. */
/* SPDX-License-Identifier: MIT */
#include <endian.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <string.h>

#include "parcel.h"

/*
 * What a program may do more is for the user namespace of one root. A guest
 * reads that of its own without a name, which out here would be the host's.
 * "Namespaced file capabilities" in capabilities(7)
 */
static const void *rights_of_program(
	const struct parcel *parcel, const void *value, size_t *size)
{
	static struct vfs_ns_cap_data rights;

	if (*size != XATTR_CAPS_SZ_2 && *size != XATTR_CAPS_SZ_3)
		return value;
	rights.rootid = 0;
	memcpy(&rights, value, *size);
	rights.magic_etc = htole32(
		(le32toh(rights.magic_etc) & (__u32)~VFS_CAP_REVISION_MASK) |
		VFS_CAP_REVISION_3);
	rights.rootid = htole32(
		parcel_owner(parcel, parcel->uids, le32toh(rights.rootid)));
	*size = sizeof(rights);
	return &rights;
}

/* acl(5) */
static const void *rights_of_others(
	const struct parcel *parcel, const void *value, size_t size)
{
	static char list[XATTR_SIZE_MAX];
	struct posix_acl_xattr_entry entry;

	if (size > sizeof(list))
		return value;
	memcpy(list, value, size);
	for (size_t at = sizeof(struct posix_acl_xattr_header);
		at + sizeof(entry) <= size; at += sizeof(entry)) {
		const struct idmap *map = NULL;

		memcpy(&entry, list + at, sizeof(entry));
		if (le16toh(entry.e_tag) == ACL_USER)
			map = parcel->uids;
		if (le16toh(entry.e_tag) == ACL_GROUP)
			map = parcel->gids;
		entry.e_id =
			htole32(parcel_owner(parcel, map, le32toh(entry.e_id)));
		memcpy(list + at, &entry, sizeof(entry));
	}
	return list;
}

const void *parcel_rights(const struct parcel *parcel, const char *name,
	const void *value, size_t *size)
{
	if (!parcel->uids)
		return value;
	if (!strcmp(name, "security.capability"))
		return rights_of_program(parcel, value, size);
	if (!strncmp(name, "system.posix_acl_", 17))
		return rights_of_others(parcel, value, *size);
	return value;
}
