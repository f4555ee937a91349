package spec

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// checkReach judges how all nodes of the lab reach registries. containerd, which reads it in workload clusters, knows names of
// hosts and one word for all of them; logins are for hosts.
func (r *reader) checkReach(lab *Lab) {
	at := key("registries")
	r.checkRegistries(at, lab.Registries)
	for i, registry := range lab.Registries {
		switch host := registry.Host; {
		case host != AllRegistries && strings.Contains(host, "*"):
			r.refuse(at.item(i).key("host"), fault.WrongForm, "%s is no host; name each registry, or * for all", quote(host))
		case host == AllRegistries && registry.Username != "":
			r.refuse(at.item(i).key("username"), fault.WrongForm, "a login is for one registry, and * is all; name the host")
		}
	}
	r.checkProxy(key("proxy"), lab.Proxy)
	for _, name := range []string{"registries", "proxy", "certificateAuthorities", "imageCache"} {
		if !lab.UsesDocker() && r.has(key(name)) {
			r.warn(key(name), fault.UnusedKey, "is not used: nothing in this lab runs on Docker")
		}
	}
}

func (r *reader) checkProxy(at *place, proxy Proxy) {
	for name, address := range map[string]string{"http": proxy.HTTP, "https": proxy.HTTPS} {
		if strings.Contains(address, "@") {
			r.refuse(at.key(name), fault.SecretInFile, "has a login in it, which everybody would see; set username and passwordFile beside it")
		}
	}
	switch {
	case !r.has(at) || !r.unbroken(at, "http", "https", "username", "passwordFile"):
	case proxy.HTTP == "" && proxy.HTTPS == "":
		r.refuse(at, fault.MissingKey, "names no proxy; set https, through which images come from most registries, or http")
	case (proxy.Username == "") != (proxy.PasswordFile == ""):
		r.refuse(at, fault.MissingKey, "has half of a login; set both username and passwordFile, or none")
	}
}

func (r *reader) checkRegistries(at *place, registries []Registry) {
	hosts := make([]string, len(registries))
	for i, registry := range registries {
		hosts[i] = registry.Host
		entry := at.item(i)
		if reason := hostReason(registry.Host); reason != "" {
			r.refuse(entry.key("host"), fault.WrongForm, "%s", reason)
		}
		for j, mirror := range registry.Mirrors {
			if strings.Contains(mirror, "@") {
				r.refuse(entry.key("mirrors").item(j), fault.SecretInFile, "has a login in it, which everybody would see; give its host an entry with username and passwordFile")
			}
		}
		switch {
		case !r.unbroken(entry, "username", "passwordFile", "mirrors"):
		case (registry.Username == "") != (registry.PasswordFile == ""):
			r.refuse(entry, fault.MissingKey, "has half of a login; set both username and passwordFile, or none")
		case registry.Username == "" && len(registry.Mirrors) == 0:
			r.refuse(entry, fault.MissingKey, "says nothing of %s; set mirrors, or username and passwordFile", registry.Host)
		}
	}
	for i, host := range hosts {
		if slices.Contains(hosts[:i], host) && host != "" {
			r.refuse(at.item(i).key("host"), fault.Duplicate, "%s is there twice; put all of it into one entry", quote(host))
		}
	}
}
