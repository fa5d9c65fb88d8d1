/* offer.c - what a shell may offer: a line each. */
/* SPDX-License-Identifier: MIT */
#include "offer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "container.h"

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

static void offer_container(struct container *container, void *argument)
{
	offer(argument, container->name, strlen(container->name),
		status_name(container->status));
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

	offer_alternatives(before, kind);
	if (strstr(kind, "CONTAINER"))
		containers_each(offer_container, (void *)before);
	if (offer_is(kind, files))
		puts(":files");
}
