# tools/trace-calls.awk - what strace has written, every call in few words.
# SPDX-License-Identifier: MIT
#
# For call number i: who[i] (host or guest), head[i] and items[i] (its text),
# why[i] (step and word), wrong[i] (errno), kind[i] (an arrow between the lanes).
BEGIN {
	split(lines, draw)
	for (i = split(table, t); i > 2; i -= 3)
		step[t[i - 2]] = t[i - 1] " " t[i]
}

# --- one call is one line of the log, or two where another came in between
{ pid = $1; sub(/^[0-9]+ +/, "") }
!(pid in lane) { # the launcher, or what it starts: a guest, or (vfork) a helper
	if (!first) first = pid
	else if (stays && !helper && !stayed++) helper = 1
	lane[pid] = pid == first || helper ? "host" : "guest"
	if (lane[pid] == "guest") number[pid] = ++guests
	helper = 0
}
/^\+\+\+ / && pid == first { ending = $2 == "exited" ? "exit " $4 : $2 " " $3 " " $4 }
/^(---|\+\+\+) / { next }
/^v?fork|^clone.*VFORK/ && /unfinished/ { helper = /VFORK|^vfork/ }
sub(/ <unfinished \.\.\.>$/, "") { half[pid] = $0; slot[pid] = ++n; next }
{ at = ++n }
sub(/^<\.\.\. [a-z0-9_]+ resumed>/, "") {
	$0 = half[pid] $0
	if (!/^(recvfrom|wait4)/) at = slot[pid] # these last: what counts is their end
}
{ delete half[pid]; sub(/ <detached \.\.\.>$/, ") = 0"); decode() }

function decode(    body, i, c, depth, quoted) {
	name = substr($0, 1, index($0, "(") - 1)
	result = $0; sub(/^.*\) += /, "", result)
	error = result ~ /^-1 E/ ? result : ""; gsub(/^[^(]*\(|\).*/, "", error)
	body = substr($0, length(name) + 2)
	body = substr(body, 1, length(body) - length(result))
	sub(/\) += $/, "", body)
	split("", a); count = 1
	for (i = 1; i <= length(body); i++) {
		c = substr(body, i, 1)
		if (c == "\\") c = c substr(body, ++i, 1)
		if (c == "\"") quoted = !quoted
		if (!quoted && c ~ /[[{(<]/) depth++
		if (!quoted && c ~ /[]})>]/ && substr(body, i - 1, 2) != "->") depth--
		if (c == "," && !quoted && !depth) { count++; i++ } else a[count] = a[count] c
	}
	call()
}
function bare(s) { gsub(/"/, "", s); return s == "NULL" ? "" : s }
function low(s) { # MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV: nosuid,nodev
	gsub(/MOUNT_ATTR_|MS_|MNT_/, "", s); gsub(/\|/, ",", s)
	return s ~ /^0/ ? "" : tolower(s)
}
function field(s, key) {
	return match(s, key "=[^,}]*") ? substr(s, RSTART + length(key) + 1, RLENGTH - length(key) - 1) : ""
}
function fd(s) { sub(/<.*/, "", s); return pid " " s }
# What a name or a descriptor stands for: "/proc", 5</proc>, "/proc/self/fd/5".
function plain(s,    d) {
	if (s !~ /^"/) { sub(/^[^<]*</, "", s); sub(/(<char [0-9:]+>)?>$/, "", s); return s }
	s = d = bare(s)
	return sub(/^\/proc\/self\/fd\//, "", d) && (pid " " d) in file ? file[pid " " d] : s
}
function path(s) { return "\003" plain(s) "\004" }
function row(text, item, key) {
	who[at] = lane[pid]; head[at] = text; items[at] = item; wrong[at] = error
	why[at] = step[key ? key : name]; mark[at] = number[pid] > 1 ? number[pid] ": " : ""
}

# --- every call in few words
function call(    s, t, d) {
	d = fd(name ~ /^fs|open/ && name !~ /config/ ? result : a[1])
	if (name ~ /^(v?fork|clone3?)$/) birth()
	else if (name == "unshare") row(name " " names(a[1]), "", names(a[1]) in step ? names(a[1]) : "setns")
	else if (name == "setns") row(name " " names(a[2]))
	else if (name ~ /^open(at2?)?$/) file[d] = plain(result)
	else if (name == "fsopen") { type[d] = bare(a[1]); if (error) row(name, type[d], "fsmount") }
	else if (name == "fsconfig") configure(bare(a[3]), bare(a[4]))
	else if (name == "fsmount") {
		t = type[fd(a[1])]
		row("fsmount " t " " low(a[3]), "", t == "overlay" ? t : name)
		file[d] = "that " t; sub(/ [^ ]*=.*/, "", file[d])
		if (!error) tree[d] = at
	} else if (name == "open_tree" && a[3] ~ /CLONE/) {
		# (What we have mounted there ourselves is not what the name says.)
		s = plain(a[1])
		row(name (s in mounted ? " the " mounted[s] " on" : ""), path(a[1]), "mount")
		if (!error) tree[d] = at
	} else if (name == "mount_setattr") {
		s = name " " low(field(a[4], "attr_set"))
		if (error || !(d in tree)) row(s, path(a[1]), "mount")
		else more[tree[d]] = " \001 " s
	} else if (name == "move_mount") hang(path(a[3]))
	else if (name == "mount" && a[1] == "NULL") row(name " " low(a[4]), path(a[2]))
	else if (name == "mount") row(name " " (a[4] ~ /BIND/ ? path(a[1]) : bare(a[3]) " " bare(a[5])) " " low(a[4]) " \001 onto", path(a[2]), a[3] ~ /overlay/ ? "overlay" : name)
	else if (name == "umount2") row(name " " low(a[2]), pivot && a[1] == "\".\"" ? "the host\047s root" : path(a[1]))
	else if (name == "pivot_root") { row(name " " bare(a[1] " " a[2])); root = entered; pivot = at }
	else if (name == "chroot") row(name, path(a[1]))
	else if (name ~ /^f?chdir$/ && lane[pid] == "guest") { entered = plain(a[1]); row(name, path(a[1]), pivot || name == "fchdir" ? "mount" : "chroot") }
	else if (name == "sethostname") row(name " " bare(a[1]))
	else if (name == "mknodat") row(name " " path(a[1]) ":", bare(a[2]), "mount")
	else if (name == "symlinkat") row(name " " path(a[2]) ":", bare(a[3]), "mount")
	else if (name ~ /^mkdir/ && /cgroup/) row("mkdir " (name ~ /at/ ? bare(a[2]) : last(plain(a[1]))) (lane[pid] == "host" ? ":" : ""), lane[pid] == "host" ? tree_of(plain(a[1]) "/") : "", "cgroup")
	else if (name ~ /write/) written(plain(a[1]), bare(a[2]))
	else if (name ~ /^send/) sent()
	else if (name == "recvfrom" && lane[pid] == "guest" && result == 1) { row("past the gate", "", "-"); kind[at] = "go" }
	else if (name == "wait4" && lane[pid] == "host") reaped()
	else if (name == "capset") row(name, names(field(a[2], "permitted")))
	else if (name == "prctl") control(substr(a[1], 4))
	else if (name == "seccomp" && a[1] ~ /FILTER$/) row("seccomp: a filter of " field(a[3], "len") " instructions")
	else if (name == "keyctl") row(name " " names(a[1]))
	else if (name == "landlock_add_rule") row("landlock:", path(field(a[3], "parent_fd")), "landlock")
	else if (name == "landlock_restrict_self") row("landlock: no other files", "", "landlock")
	else if (name == "bpf") row(name " " names(a[1] " " field(a[2], "type")))
	else if (name == "execve") executed()
	else if (name == "close_range") row(name, a[1] (a[1] == a[2] ? "" : "-") (a[2] + 0 > 4e9 || a[1] == a[2] ? "" : a[2]))
	else if (name ~ /^set/) { for (t = 1; t <= count; t++) s = s " " a[t]; row(name s, "", "setuid") }
}
function names(s) { # CLONE_NEWNET|CLONE_NEWNS: NEWNET NEWNS
	gsub(/CLONE_|1<<CAP_|CAP_|BPF_(PROG_TYPE_)?|PR_|KEYCTL_/, "", s); gsub(/\|/, " ", s)
	return s
}
function birth(    s) {
	s = /flags=/ ? field($0, "flags") : ""
	if (s ~ /VFORK|UNTRACED/ || name == "vfork") return # a helper, or the guard
	if (stays && pid == first) return row(name " \001 a process that stays: the launch goes on in it", "", "monitor")
	if (lane[pid] == "guest") return row(name " \001 one more guest process, 2", "", "-")
	row(name "(" (error ? names(s) ")" : ""), "", "-")
	if (!error) { kind[at] = "birth"; flags[at] = s }
}
function configure(key, value,    t) {
	t = type[fd(a[1])]; if (key == "" || key == "source") return
	if (key == "size" && value ~ /^[0-9]+$/) return # as large as what goes in
	key = key (value == "" ? "" : "=" value)
	if (error) row(name " " t " " key, "", "fsmount")
	else type[fd(a[1])] = t (t ~ / / ? "," : " ") key
}
function hang(onto,    i, itself, t) { # goes to the row of what is mounted
	if (error || !(fd(a[1]) in tree)) return row(name " onto", onto, "mount")
	i = tree[fd(a[1])]; delete tree[fd(a[1])]; itself = items[i] == onto
	if (itself) { tail[i] = more[i] " \001 " name " onto itself"; return }
	if (head[i] ~ /^fsmount/) { t = head[i]; sub(/^fsmount /, "", t); sub(/ .*/, "", t); mounted[plain(a[3])] = t }
	head[i] = head[i] " " items[i] more[i] " \001 " name " onto"
	items[i] = onto
}
function last(p) { sub(/^.*\//, "", p); return p }
function tree_of(p) { return p ~ /\/cgroup\// ? front(substr(p, index(p, "/cgroup/") + 8)) : "" }
function front(p) { sub(/\/.*$/, "", p); return p }
function written(p, s,    key) {
	key = p ~ /\/cgroup\// ? "cgroup" : p ~ /^\/proc\/sys\// ? "sysctl" : p ~ /\/attr\// ? "attr" : "uid_map"
	if (key == "uid_map" && p !~ /_map$|\/setgroups$/) return
	sub(/\\n$/, "", s)
	if (key == "cgroup" && p ~ /tasks$|procs$/)
		row(name " " (s == 0 ? "0 (itself)" : s) " to " last(p) ":", tree_of(p), key)
	else if (key == "cgroup") row(name " " last(p) ":", s, key)
	else row(name " " last(p) " " (s in number ? "(the guest)" : s), "", key)
}
function sent(    s, out) {
	if (lane[pid] == "guest" && a[1] ~ /UNIX/) {
		s = a[2]; gsub(/\\n.*|^"[^ ]* /, "", s)
		row("send: " s, "", "-"); kind[at] = "back"
	}
	if (match($0, /nlmsg_type=[^,]*/)) netlink(substr($0, RSTART + 11, RLENGTH - 11))
}
function add(list, word) { return index(list " ", " " word " ") ? list : list " " word }
function netlink(type,    up, out, word) {
	sub(/ .*/, "", type); sub(/^.*RTM_/, "", type)
	if (type ~ /BATCH_BEGIN/) type = "nftables"
	split("0x10 NEWLINK 0x11 DELLINK 0x13 SETLINK 0x14 NEWADDR 0x18 NEWROUTE", t)
	for (i = 1; i < 10; i += 2) if (type == t[i]) { type = t[i + 1]; out = bytes(type) }
	if (type ~ /GET|^0x/) return
	up = type == "SETLINK" && /IFF_UP/
	while (match($0, /(IFNAME|KIND|ALIAS)}, "[^"]+|(index|addr)\("[^"]+|INET6, "[^"]+|NFT_MSG_[A-Z]+/)) {
		word = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
		if (word ~ /^ALIAS/) out = out " alias"
		sub(/^[^"]*"|^NFT_MSG_/, "", word); out = add(out, word)
	}
	if (type == "nftables") # a table is emptied by making, deleting and making it
		out = out ~ /NEWTABLE/ ? ": a table" (out ~ /CHAIN/ ? ", its chains" : "") (out ~ /RULE/ ? " and rules" : "") : ": delete the table"
	if (type == "NEWLINK" && out ~ / veth/) { cable = out; sub(/ veth.*/, "", cable) }
	if (type == "DELLINK" && out == "") out = cable # the kernel has forgotten its name
	row("netlink " type out (up ? " up" : ""), "", "netlink")
}
# A socket of another namespace is not decoded: what is in its bytes?
function bytes(type,    b, k, n, s) {
	if (!match($0, /"(\\x[0-9a-f][0-9a-f])+"/)) return ""
	n = split(substr($0, RSTART + 3, RLENGTH - 4), b, /\\x/)
	if (type == "SETLINK") return (b[5] == "01" ? " lo" : " eth0") (b[9] == "01" ? " up" : "")
	if (type !~ /ADDR|ROUTE/) return ""
	if (b[1] == "02") for (k = n - 3; k <= n; k++) s = s (s == "" ? "" : ".") hex(b[k])
	else for (k = n - 15; k < n; k += 2) s = s (s == "" ? "" : ":") b[k] b[k + 1]
	sub(/(:0000)+:/, "::", s); sub(/::0+/, "::", s)
	return (type ~ /ROUTE/ ? " via " : " ") s
}
function hex(s) { return (index("0123456789abcdef", substr(s, 1, 1)) - 1) * 16 + index("0123456789abcdef", substr(s, 2, 1)) - 1 }
function reaped(    s) {
	if (result < 1 || !match($0, /W(EXITSTATUS|TERMSIG)\(s\) == [A-Z0-9]+/)) return
	s = substr($0, RSTART, RLENGTH); sub(/^.* /, "", s)
	row((/TERMSIG/ ? "killed by " : "exit ") s, "", "-"); who[at] = "guest"; kind[at] = "end"
}
function control(s) {
	if (s == "SET_PDEATHSIG") row("prctl: die with the parent", "", "-")
	else if (s ~ /^CAPBSET_DROP$/) row(name " " s, names(a[2]), "capset")
	else if (s ~ /^CAP_AMBIENT$/ && a[2] !~ /IS_SET/) row(name " " names(a[2]), names(a[3]), "capset")
	else if (s ~ /^SET_(NO_NEW_PRIVS|SECUREBITS|KEEPCAPS|DUMPABLE)$/) row(name " " s " " a[2], "", "capset")
	else if (s == "SET_SECCOMP") row(name " " s, "", "seccomp")
}
function executed(    s) { # tried in each directory of PATH: tell the last
	if (lane[pid] == "host") { if (a[1] ~ /-monitor"$/) row(name " " last(bare(a[1])), "", "monitor"); return }
	s = a[2]; gsub(/^\["[^"]*"(, )?|"?\]$/, "", s); gsub(/", "/, " ", s); gsub(/\\"/, "\047", s)
	row(name " " bare(a[1] " " s), "", "-")
	delete who[tried[pid]]; tried[pid] = at
}
