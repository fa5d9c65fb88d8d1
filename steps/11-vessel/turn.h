/* turn.h - of many who want one thing made, one makes it. */
/* SPDX-License-Identifier: MIT */
#ifndef TURN_H
#define TURN_H

#include "reference.h"

/*
 * Host side. Wait until nobody else has the turn for the image with the digest
 * in `exact` from that repository (another one may be slow, or may never end),
 * and say so, as what we are `doing`: "pull 'x'". A signal that would end us
 * does. Returns a descriptor; the turn is over when it is closed, or we are
 * dead.
 */
int turn_take(const struct reference *exact, const char *doing);

#endif
