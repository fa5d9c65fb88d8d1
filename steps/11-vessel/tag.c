/* tag.c - vessel tag: an image gets one more name. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "command.h"
#include "depot.h"
#include "tags.h"

int command_tag(int argc, char **argv)
{
	static const struct option_row options[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "IMAGE NAME[:TAG]",
			.about = "Give an image one more name.",
			.more = "It keeps those that it has; 'vessel rmi' takes"
				" them away.",
			.options = options,
		},
		argc, argv, 2, 2);
	struct reference reference;
	char id[LONGEST_DIGEST];

	reference_take(&reference, words[1]);
	if (*reference.digest)
		options_refuse("'%s' is chosen by what it holds: give a tag",
			words[1]);
	depot_lock();
	tag_need(words[0], id);
	tag_set(&reference, id);
	depot_unlock();
	return EXIT_SUCCESS;
}
