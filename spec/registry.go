package spec

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ReachAnnotation is on a ClusterClass: registries and proxy of its nodes, as the lab file has them, without passwords.
const ReachAnnotation = "kaaslab.dev/reach"

// AllRegistries is the host of an entry that holds for every registry without one of its own.
const AllRegistries = "*"

// NodeSecretName is the name of the Secret with the passwords for nodes of a class.
func NodeSecretName(class string) string { return class + "-nodes" }

// Registry says how nodes reach an image registry.
type Registry struct {
	// Host of the registry, with its port if it has one. docker.io is the registry of images without a host.
	Host string `json:"host" jsonschema:"required,minLength=1,maxLength=253,pattern=^[a-zA-Z0-9*][a-zA-Z0-9.*-]*(:[0-9]+)?$,example=docker.io" meaning:"it must be a host such as docker.io or registry.example.com:5000, or * for all"`
	// Addresses that are asked first for images of this registry, one after the other.
	Mirrors []string `json:"mirrors,omitempty" jsonschema:"maxItems=20,pattern=^https?://[^/ ]+[^ ]*$,example=https://mirror.example.com" meaning:"it must be http:// or https:// and a host"`
	// Name to log in with. A mirror logs in with the entry of its own host.
	Username string `json:"username,omitempty" jsonschema:"minLength=1,example=lab"`
	// File that holds the password, relative to the lab file, so that the lab file can be shared. Its content is never shown.
	PasswordFile string `json:"passwordFile,omitempty" jsonschema:"minLength=1,example=./registry.password"`

	// Password is what PasswordFile holds, without the end of its line.
	Password string `json:"-"`
}

// Logins are the registries of a lab that have a login, those that are for the management cluster alone last.
func (l *Lab) Logins() []Registry {
	var logins []Registry
	for _, r := range append(slices.Clip(l.Registries), l.ManagementCluster.Registries...) {
		if r.Username != "" {
			logins = append(logins, r)
		}
	}
	return logins
}

// LoginFor is the entry with which a registry is logged in to, if one of them is for it. Of several, the last holds.
func LoginFor(logins []Registry, host string) (login Registry, found bool) {
	for _, r := range logins {
		if r.Host == host {
			login, found = r, true
		}
	}
	return login, found
}

// readPasswords reads the files of passwords. What is wrong with one is said without what it holds.
func (r *reader) readPasswords(lab *Lab, read func(string) ([]byte, error)) {
	of := func(at *place, path string) (password string) {
		if path == "" || r.isBroken(at) {
			return ""
		}
		password, reason := readPassword(path, read)
		if reason != "" {
			r.refuse(at, fault.PasswordFile, "%s", reason)
		}
		return password
	}
	lists := map[*place][]Registry{key("registries"): lab.Registries, key("managementCluster").key("registries"): lab.ManagementCluster.Registries}
	for at, registries := range lists {
		for i := range registries {
			registries[i].Password = of(at.item(i).key("passwordFile"), registries[i].PasswordFile)
		}
	}
	lab.Proxy.Password = of(key("proxy").key("passwordFile"), lab.Proxy.PasswordFile)
}
