/* standin.c - until images are here. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "guest.h"

void image_find(struct image *image, const char *word, enum pull pull)
{
	(void)pull;
	image->layers[0] = realpath(word, NULL);
	image->layer_count = 1;
}
