/* stage.c - what a launch finds on the disk, and what it writes down there. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "undo.h"

#include "bridge.h"
#include "cgroup_resume.h"
#include "inner.h"
#include "start.h"
#include "when.h"

static int stage_lock = -1;

static void stage_undo(void *argument)
{
	struct guest *guest = argument;

	container_live_end(guest->container);
}

void start_files(struct guest *guest)
{
	struct container *container = guest->container;
	struct json_object *layers =
		json_object_object_get(container->config, "layers");
	size_t count = json_object_array_length(layers);

	guest->rootfs =
		json_object_get_string(json_object_array_get_idx(layers, 0));
	for (size_t i = 1; i < count; i++)
		guest->overlay.below[guest->overlay.below_count++] =
			json_object_get_string(
				json_object_array_get_idx(layers, i));
	guest->overlay.storage_directory = data_path("");
	if (overlay_has_layer(&guest->overlay))
		guest->overlay.name = container->id;
}

/* What is run, as whom, and what it finds. */
static void stage_command(struct guest *guest)
{
	struct settings *settings = &guest->settings;

	inner_prepare(guest);
	settings->hostname = guest->init.hostname;
	settings->terminal = guest->manner.terminal;
	settings->own_network = guest->net.mode != NET_HOST;
	guest->command = settings_prepare(settings,
		json_object_object_get(
			guest->container->config, "image_config"),
		guest->command);
	guest->mounts.directory = settings->workdir;
	if (!guest->caps.user && settings->user)
		caps_take_user(&(struct option_row){ .name = "user",
				       .target = &guest->caps },
			settings->user);
}

void start_prepare(struct guest *guest)
{
	struct container *container = guest->container;
	const char *directory = json_text(container->config, "directory");
	static char hostname[SHORT_ID + 1];

	setsid();
	stage_lock = container_live_begin(container);
	undo_later(stage_undo, guest);
	if (directory && chdir(directory) < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER, .error = errno },
			"cannot go to '%s', where the container was created",
			directory);
	guest->overlay.no_sweep = guest->cgroup.no_sweep = true;
	start_files(guest);
	snprintf(hostname, sizeof(hostname), "%.*s", SHORT_ID, container->id);
	if (!guest->init.hostname)
		guest->init.hostname = hostname;
	stage_command(guest);
	start_neighbour(guest);
}

/* What an organ has written down, for itself as another process. */
static void record_add(struct json_object *live, const char *name, char *record)
{
	json_object_object_add(live, name, json_object_new_string(record));
	free(record);
}

/* Ports, as docker shows them: "0.0.0.0:8080->80/tcp". */
static struct json_object *ports_array(const struct veth *net)
{
	struct json_object *array = json_object_new_array();
	char text[INET_ADDRSTRLEN + 32], address[INET_ADDRSTRLEN];

	for (size_t i = 0; i < net->port_count; i++) {
		const struct port *port = &net->ports[i];

		inet_ntop(
			AF_INET, &port->host_address, address, sizeof(address));
		snprintf(text, sizeof(text), "%s:%d->%d/%s", address,
			port->host, port->guest, port->protocol);
		json_object_array_add(array, json_object_new_string(text));
	}
	return array;
}

/* Where it is found on the bridge, if it hangs on that. */
static void address_record(struct json_object *live, const struct veth *net)
{
	struct address address = address_v4(net, net->number);
	char text[INET_ADDRSTRLEN];

	if (net->number && inet_ntop(AF_INET, &address.v4, text, sizeof(text)))
		json_set_text(live, "address", text);
}

/*
 * Who is who, for all that come later, before the guest can do anything. The
 * descriptors that hold it live on in the monitor's program.
 */
static void stage_record(struct guest *guest, pid_t pid)
{
	struct container *container = guest->container;
	struct json_object *live = json_object_new_object();

	json_object_object_add(live, "monitor", json_object_new_int(getpid()));
	json_object_object_add(live, "pid", json_object_new_int(pid));
	json_set_text(live, "started", when_now());
	json_object_object_add(live, "terminal",
		json_object_new_boolean(guest->manner.terminal));
	record_add(live, "groups", cgroup_keep(&guest->cgroup));
	record_add(live, "net", veth_keep(&guest->net));
	json_object_object_add(live, "ports", ports_array(&guest->net));
	address_record(live, &guest->net);
	container->runtime = live;
	overlay_keep(&guest->overlay);
	fd_keep(stage_lock);
	container_save_live(container);
}

/* From here on it has run; what became of it before is forgotten. */
static void stage_started(struct container *container)
{
	container->state = json_object_new_object();
	json_set_text(container->state, "started",
		json_text(container->runtime, "started"));
	container_save_state(container);
	event_log(container, "start");
}

void start_record(struct guest *guest, struct monitor *monitor, pid_t pid)
{
	*monitor = (struct monitor){
		.container = guest->container,
		.guest = pid,
		.guard = monitor->guard,
		.terminal = guest->manner.terminal,
		.interactive = guest->manner.interactive,
		.log_size = guest->manner.log_size,
		.log_files = guest->manner.log_files,
		.client = guest->client,
	};
	stage_record(guest, pid);
	monitor_prepare(monitor);
}

void start_become(struct guest *guest, struct monitor *monitor)
{
	stage_started(guest->container);
	if (write(guest->ready, "", 1) != 1)
		monitor->client = -1; /* who waited for it has gone */
	close(guest->ready);
	monitor_become(monitor, &guest->stdio);
}

void start_finish(struct guest *guest, struct child *child)
{
	struct monitor monitor = { .guard = 0 };
	int code;

	start_record(guest, &monitor, child->pid);
	spawn_release(child);
	monitor.guard = child->guard;
	stdio_receive(&guest->stdio, child->pid);
	code = spawn_started(child);
	if (code) {
		undo_all();
		exit(code);
	}
	start_become(guest, &monitor);
}

void start_resume(struct guest *guest)
{
	struct container *container = guest->container;

	undo_later(stage_undo, guest);
	guest->overlay.storage_directory = data_path("");
	guest->overlay.name = container->id;
	overlay_resume(&guest->overlay);
	veth_resume(&guest->net, json_text(container->runtime, "net"));
	cgroup_resume(&guest->cgroup, json_text(container->runtime, "groups"));
	userns_resume(&guest->userns);
	if (!cgroup_was_oom(&guest->cgroup))
		return;
	json_set_truth(container->state, "oom", true);
	container_save_state(container);
}
