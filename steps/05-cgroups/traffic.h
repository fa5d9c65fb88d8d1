/* traffic.h - which class of tc(8) the packets of a guest belong to. */
/* SPDX-License-Identifier: MIT */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "cgroup.h"

/*
 * Host side. Put all that the guest `pid` sends into the class that was asked
 * for, in the network namespace it is in. Goes with the guest. tc(8), nft(8)
 */
void traffic_classify(struct cgroup *cgroup, pid_t pid);

#endif
