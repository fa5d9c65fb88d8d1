/* offer.c - what a shell may offer: a line each. */
/* SPDX-License-Identifier: MIT */
#include "offer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "container.h"
#include "reference.h"
#include "tags.h"

static const char *offer_begun = "";

void offer_typed(const char *word)
{
	offer_begun = word;
}

void offer(
	const char *before, const char *word, size_t length, const char *about)
{
	char text[512];

	snprintf(text, sizeof(text), "%s%.*s", before, (int)length, word);
	if (strncmp(text, offer_begun, strlen(offer_begun)) != 0)
		return;
	if (about)
		printf("%s\t%.*s\n", text, (int)strcspn(about, "\n"), about);
	else
		puts(text);
}

/* What is before and behind a name. */
struct offer_around {
	const char *before, *behind;
};

static void offer_container(struct container *container, void *argument)
{
	const struct offer_around *around = argument;
	char name[LONGEST_CONTAINER_NAME + 2];
	int length = snprintf(
		name, sizeof(name), "%s%s", container->name, around->behind);

	offer(around->before, name, (size_t)length,
		status_name(container->status));
}

static void offer_image(const char *full, const char *id, void *argument)
{
	const struct offer_around *around = argument;
	const char *name = reference_short(full);

	(void)id;
	if (!strchr(name, '@'))
		offer(around->before, name, strlen(name), NULL);
}

/* Does `kind` name one of `words`? */
static bool offer_is(const char *kind, const char *const words[])
{
	for (; *words; words++)
		if (strstr(kind, *words))
			return true;
	return false;
}

static void offer_alternatives(const char *before, const char *kind)
{
	size_t length;

	if (!strchr(kind, '|'))
		return; /* "command": somebody else's words */
	for (; islower((unsigned char)*kind); kind += length + 1) {
		length = strcspn(kind, "|] .");
		offer(before, kind, length, NULL);
		if (kind[length] != '|')
			return;
	}
}

void offer_kind(const char *before, const char *kind)
{
	static const char *const files[] = { "FILE", "DIR", "PATH", "SOURCE",
		"DEVICE", "IMAGE", NULL };

	struct offer_around around = { before, "" };

	offer_alternatives(before, kind);
	if (strstr(kind, "CONTAINER:"))
		around.behind = ":";
	if (strstr(kind, "CONTAINER"))
		containers_each(offer_container, &around);
	if (strstr(kind, "IMAGE"))
		tags_each(&(struct tag_each){ offer_image, &around });
	if (offer_is(kind, files))
		puts(":files");
}
