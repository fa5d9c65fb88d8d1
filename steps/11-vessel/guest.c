/* guest.c - what was typed is all that a launch is made of. */
/* SPDX-License-Identifier: MIT */
#include "guest.h"

#include "command.h"

char **guest_parse(struct guest *guest, int argc, char **argv)
{
	const struct option_row options[] = {
		MANNER_OPTIONS(&guest->manner),
		INIT_OPTIONS(&guest->init),
		SETTINGS_OPTIONS(&guest->settings),
		MOUNTS_OPTIONS(&guest->mounts),
		VETH_OPTIONS(&guest->net),
		{ "network", 0, "MODE", NULL, veth_take_net, &guest->net },
		CGROUP_OPTIONS(&guest->cgroup),
		{ "storage", 0, "KIND", "overlay, btrfs, dm, copy, or none",
			overlay_take_storage, &guest->overlay },
		USERNS_OPTIONS(&guest->userns),
		CAPS_OPTIONS(&guest->caps),
		FILTER_OPTIONS(&guest->filter),
		{ 0 },
	};

	*guest = (struct guest){
		.mounts = DEFAULT_MOUNTS,
		.net = DEFAULT_VETH,
		.net.by_name = true,
		.overlay = DEFAULT_OVERLAY,
		.userns = DEFAULT_USERNS,
		.manner = DEFAULT_MANNER,
		.client = -1,
		.ready = -1,
	};
	return command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] IMAGE [command [argument...]]",
			.about = "A container for one command.",
			.more = "Without a command, it is the image's. The exit"
				" code is the command's own, 128+N if signal N"
				" ended it, 127 if it was not found, 126 if it"
				" could not be run, and 125 if the failure was"
				" ours.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
}
