/* turn.h - of many who want one thing made, one makes it. */
/* SPDX-License-Identifier: MIT */
#ifndef TURN_H
#define TURN_H

/*
 * Host side. Wait until nobody else has the turn for the image with this
 * `digest`, and say so, as what we are `doing`: "pull 'x'". A signal that
 * would end us does. Returns a descriptor; the turn is over when it is closed,
 * or we are dead.
 */
int turn_take(const char *digest, const char *doing);

#endif
