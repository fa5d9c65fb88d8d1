/* shared.h - a network that another guest has, or a file. */
/* SPDX-License-Identifier: MIT */
#ifndef SHARED_H
#define SHARED_H

#include "veth.h"

/* Host side; both of them. Go to where the guest is to be born, and come back
 * when it is. setns(2) */
void shared_prepare(struct veth *veth);
void shared_attach(const struct veth *veth);

/* Host side. What is behind "container:" or "ns:"; NULL: `value` is neither. */
const char *shared_take(struct veth *veth, const char *value);

#endif
