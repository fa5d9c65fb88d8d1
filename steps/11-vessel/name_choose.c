/* name_choose.c - names for containers that nobody has given one. */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "die.h"

#include "names.h"
#include "paths.h"

enum { MOST_TRIES_FOR_NAME = 100, PLAIN_NAMES = 8 };

/* What is said of it, and a part of the body: this is an anatomy. */
static const char *const manners[] = { "agile", "ample", "brave", "brisk",
	"calm", "clever", "daring", "eager", "early", "fair", "fleet", "fond",
	"frank", "gentle", "glad", "grand", "hardy", "honest", "humble",
	"jolly", "keen", "kind", "lively", "loyal", "lucid", "merry", "mild",
	"modest", "neat", "nimble", "noble", "patient", "plain", "polite",
	"proud", "quick", "quiet", "rapid", "ready", "robust", "serene",
	"sharp", "silent", "sincere", "smooth", "sober", "solid", "steady",
	"still", "strong", "subtle", "sunny", "swift", "tender", "tidy",
	"tough", "true", "vivid", "warm", "wary", "wise", "witty", "young",
	"zealous" };
static const char *const organs[] = { "ankle", "aorta", "artery", "atlas",
	"axon", "biceps", "bone", "brow", "carpal", "cheek", "chin", "clavicle",
	"cochlea", "cornea", "coccyx", "deltoid", "dermis", "elbow", "femur",
	"fibula", "finger", "heart", "heel", "hip", "humerus", "ileum", "iris",
	"jaw", "kidney", "knee", "knuckle", "larynx", "lash", "lens", "liver",
	"lung", "marrow", "molar", "muscle", "nape", "nerve", "neuron",
	"palate", "palm", "patella", "pelvis", "phalanx", "pulse", "pupil",
	"radius", "retina", "rib", "scapula", "sinew", "skull", "spine",
	"spleen", "sternum", "synapse", "tarsal", "temple", "tendon", "thumb",
	"tibia" };

#define PICK(words, number) words[(number) % (sizeof(words) / sizeof(*words))]

/* There are 4,096, of which most may be taken: then a number helps. */
void name_choose(char name[LONGEST_CONTAINER_NAME + 1])
{
	char owner[ID_LENGTH + 1];
	int names = data_open("names");
	bool taken = true;
	uint16_t random[3];

	for (int tries = 0; taken && tries < MOST_TRIES_FOR_NAME; tries++) {
		if (getrandom(random, sizeof(random), 0) < 0)
			die("getrandom", "cannot choose a name");
		snprintf(name, LONGEST_CONTAINER_NAME + 1, "%s_%s",
			PICK(manners, random[0]), PICK(organs, random[1]));
		if (tries >= PLAIN_NAMES)
			snprintf(name, LONGEST_CONTAINER_NAME + 1, "%s_%s%d",
				PICK(manners, random[0]),
				PICK(organs, random[1]), random[2]);
		taken = name_owner(names, name, owner);
	}
	close(names);
}
