/* nat.h - the way out of the bridge, and published ports: nftables. */
/* SPDX-License-Identifier: MIT */
#ifndef NAT_H
#define NAT_H

#include <stdbool.h>

#include "bridge.h"
#include "veth.h"

/*
 * Host side, locked. A table of our own: what leaves the subnet is masked, and
 * nobody beyond comes in unasked. What comes in by an interface that forwarded
 * nothing before goes to guests alone. nft(8)
 *
 * The first returns whether it is there, the second whether it is gone.
 */
bool nat_create(const struct veth *veth, const struct memory *memory);
bool nat_remove(void);

/*
 * Published ports want route_localnet, which would open all of the host's lo to
 * all guests, and let them send as if they were the host: most of 127.0.0.0/8
 * is no interface's address, and nothing else stops it. This chain keeps both
 * shut, and comes with whatever opens it. What we lead to a guest never carries
 * such addresses on the cable: see nat.c.
 */
#define GUARD_LOCALHOST                                        \
	" chain localhost {\n"                                 \
	"  type filter hook prerouting priority raw\n"         \
	"  iifname \"" BRIDGE "\" ip daddr 127.0.0.0/8 drop\n" \
	"  iifname \"" BRIDGE "\" ip saddr 127.0.0.0/8 drop\n" \
	" }\n"

/*
 * Host side. Keep the ports that were asked for from anybody else, lead them to
 * the guest, and give them up. The table that leads them belongs to our socket
 * and goes with it, whatever we die of. nft(8), "owner"; Linux 5.12
 */
void ports_hold(struct veth *veth);
void ports_choose(struct veth *veth); /* numbers alone, where any will do */
void ports_publish(struct veth *veth);
void ports_close(struct veth *veth);

/*
 * Host side. Let all that live on in the program that we become; there, let go
 * of it. What a kernel before Linux 5.12 has left is then for ports_close().
 */
void ports_keep(const struct veth *veth);
void ports_resume(struct veth *veth);

#endif
