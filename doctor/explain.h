/* explain.h - why a probe has failed, and what to type about it. */
/* SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_H
#define EXPLAIN_H

struct probe;
struct finding;

struct explanation {
	char cause[256];
	char cure[256]; /* "": there is none */
};

struct explanation explain(
	const struct probe *probe, const struct finding *finding);

#endif
