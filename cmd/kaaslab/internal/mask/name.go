package mask

import (
	"slices"
	"strings"
)

// telling are parts of names whose values are secrets.
var telling = []string{
	"token", "password", "passwd", "passphrase", "secret", "credential", "apikey", "accesskey", "privatekey", "signingkey",
	"encryptionkey", "certificatekey", "clientkey", "tlskey", "sshkey", "dockerconfig", "htpasswd",
}

// whole are names that tell only when they are all of a name.
var whole = []string{"auth", "authorization", "cookie", "pass", "pwd"}

// harmless are ends of names that name, place or describe a secret instead of being one.
var harmless = []string{
	"name", "names", "namespace", "ref", "refs", "file", "path", "dir", "ttl", "seconds", "expiration", "expires", "type",
	"kind", "version", "count", "size", "generation", "algorithm", "usages", "secrets",
}

var withoutSeparators = strings.NewReplacer("-", "", "_", "", ".", "", " ", "")

// IsSecret reports whether a name says that its value is a secret.
func IsSecret(name string) bool {
	lower := strings.ToLower(name)
	plain := withoutSeparators.Replace(lower)
	switch {
	case strings.HasSuffix(lower, ".key") || slices.Contains(whole, plain): // tls.key
		return true
	case slices.ContainsFunc(harmless, func(end string) bool { return strings.HasSuffix(plain, end) }):
		return false
	}
	return slices.ContainsFunc(telling, func(part string) bool { return strings.Contains(plain, part) })
}
