/* nft.h - rules of nftables, in nft's own words. */
/* SPDX-License-Identifier: MIT */
#ifndef NFT_H
#define NFT_H

/*
 * Host side. A connection to nftables, in the network namespace that we are in
 * now; NULL: this kernel has none. A table with "flags owner" goes with it,
 * whatever we die of. nft(8); Linux 5.12
 */
void *nft_open(void);
void nft_close(void *given);

/*
 * Host side. Let the connections that we have live on in the program that we
 * become, with what they own; there, end them, before the first nft_open().
 */
void nft_keep(void);
void nft_let_go(void);

/*
 * Host side. Run nft(8) commands with `given`, from nft_open(), or with one for
 * just this call if that is NULL. NULL, or the first line of what is wrong.
 */
const char *nft_run(void *given, const char *commands);

#endif
