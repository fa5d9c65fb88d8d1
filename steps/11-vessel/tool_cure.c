/* tool_cure.c - what to do about what skopeo says. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>

#include "tool.h"

/* The first that fits. */
static const struct {
	const char *said, *cure;
} tool_cures[] = {
	{ "connection refused", "nobody answers there: does the registry run,"
				" and on that port?" },
	{ "no such host", "no such machine is known: see the registry's name,"
			  " and whether this machine is connected" },
	{ "unreachable", "connect this machine, and try again" },
	{ "timeout", "the registry does not answer: try again later" },
	{ "temporary failure", "connect this machine, and try again" },
	{ "gave HTTP response", "it has no TLS: without, only registries on"
				" this machine are asked" },
	{ "certificate", "put the certificate of its authority into"
			 " /etc/docker/certs.d/" },
	{ "unauthorized", "it is not there, or not for everybody: 'skopeo"
			  " login'" },
	{ "denied", "it is not there, or not for everybody: 'skopeo login'" },
	{ "manifest unknown", "the registry has no such image, or tag" },
	{ "name unknown", "the registry has no such image" },
	{ "404", "the registry has no such image" },
	{ "oo many requests", "the registry asks to be left alone for a while:"
			      " try again later" },
	{ "no space left", "make room where images are kept" },
	{ "igest did not match", "it sends something else than it says: do not"
				 " trust it" },
	{ "does not match", "it sends something else than it says: do not"
			    " trust it" },
	{ "EOF", "the connection broke: try again" },
	{ "reset by peer", "the connection broke: try again" },
};

const char *tool_cure(const char *said)
{
	for (size_t i = 0; i < sizeof(tool_cures) / sizeof(*tool_cures); i++)
		if (strcasestr(said, tool_cures[i].said))
			return tool_cures[i].cure;
	return NULL;
}
